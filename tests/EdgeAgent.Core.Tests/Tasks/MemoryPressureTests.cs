using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Tasks;

public sealed class MemoryPressureTests
{
    private static readonly Timestamp Noon = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero), 1_000_000, ClockTrust.Ntp);
    private static readonly TaskPolicy Policy = new() { Jitter = 0 };

    [Fact]
    public void A_task_whose_worker_the_kernel_killed_for_memory_fails_with_reason_MEMORY_PRESSURE()
    {
        TaskRecord record = Killed(Running(retries: 0));

        Assert.Equal((TaskPhase.Failed, StopReason.MemoryPressure), (record.Phase, record.Reason));
        Assert.Equal("MEMORY_PRESSURE", WireNames.Upper(record.Reason));
        Assert.Equal("killed by the kernel: out of memory", record.Error!.Message);
    }

    [Fact]
    public void While_it_waits_for_its_next_try_it_says_so_and_the_next_try_begins_without_the_reason()
    {
        TaskRecord waiting = Killed(Running(retries: 1));
        Assert.Equal((TaskPhase.Scheduled, StopReason.MemoryPressure), (waiting.Phase, waiting.Reason));

        TaskRecord again = Next(waiting, new TaskEvent.Start("boot"));
        Assert.Equal((TaskPhase.Starting, StopReason.None), (again.Phase, again.Reason));
    }

    [Fact]
    public void A_cancelled_worker_that_dies_for_want_of_memory_is_cancelled()
    {
        TaskRecord stopping = Next(Running(retries: 1), new TaskEvent.Cancel(StopReason.CancelledByApp));

        TaskRecord record = Killed(stopping);

        Assert.Equal((TaskPhase.Canceled, StopReason.CancelledByApp), (record.Phase, record.Reason));
    }

    private static TaskRecord Running(int retries)
    {
        var record = new TaskRecord
        {
            Spec = new TaskSpec { Id = "t1", Kind = "exec", Retry = new RetrySpec(retries, BackoffKind.Exponential, null) },
            Sha256 = new string('0', 64),
            AcceptedAt = Noon.Utc,
            AcceptedMs = Noon.DeviceTimeMs,
        };
        TaskRecord started = Next(record, new TaskEvent.Start("boot"));
        return Next(started, new TaskEvent.Started(started.Attempt));
    }

    private static TaskRecord Killed(TaskRecord record)
    {
        var end = new AttemptEnd(new TaskError(ErrorCategory.Other, "killed by the kernel: out of memory"), 137, Cause: StopReason.MemoryPressure);
        return Next(record, new TaskEvent.Exited(record.Attempt, end));
    }

    private static TaskRecord Next(TaskRecord record, TaskEvent happened) => TaskTransitions.Next(record, happened, Noon, Policy).Record;
}
