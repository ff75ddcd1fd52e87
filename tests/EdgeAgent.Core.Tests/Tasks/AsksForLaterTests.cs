using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Tasks;

public sealed class AsksForLaterTests
{
    private static readonly Timestamp Noon = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero), 1_000_000, ClockTrust.Ntp);
    private static readonly TaskPolicy Policy = new() { Jitter = 0, MaxInterruptions = 5 };

    [Fact]
    public void A_worker_that_says_not_now_uses_no_retry_and_waits_longer_each_time()
    {
        TaskRecord record = New();
        var delays = new List<long>();
        for (int i = 0; i < 4; i++)
        {
            record = PutOff(record, null);
            delays.Add((record.NotBeforeMs - Noon.DeviceTimeMs) / 1000);
        }

        Assert.Equal((TaskPhase.Scheduled, 0, 4), (record.Phase, record.Failures, record.Interruptions));
        Assert.Equal([60, 120, 240, 480], delays);
    }

    [Fact]
    public void Its_own_wish_for_a_time_is_kept()
    {
        TaskRecord record = PutOff(New(), TimeSpan.FromHours(1));

        Assert.Equal(3600_000, record.NotBeforeMs - Noon.DeviceTimeMs);
    }

    [Fact]
    public void One_that_says_so_for_ever_is_quarantined()
    {
        TaskRecord record = New();
        for (int i = 0; i < 5; i++) record = PutOff(record, null);

        Assert.Equal((TaskPhase.Failed, StopReason.Quarantined), (record.Phase, record.Reason));
    }

    private static TaskRecord New() => new()
    {
        Spec = new TaskSpec { Id = "t1", Kind = "exec" },
        Sha256 = new string('0', 64),
        AcceptedAt = Noon.Utc,
        AcceptedMs = Noon.DeviceTimeMs,
    };

    private static TaskRecord PutOff(TaskRecord record, TimeSpan? retryAfter)
    {
        TaskRecord started = Next(record, new TaskEvent.Start("boot"));
        TaskRecord running = Next(started, new TaskEvent.Started(started.Attempt));
        var end = new AttemptEnd(new TaskError(ErrorCategory.Other, "exit code 75"), 75, retryAfter, AsksForLater: true);
        return Next(running, new TaskEvent.Exited(started.Attempt, end));
    }

    private static TaskRecord Next(TaskRecord record, TaskEvent happened) => TaskTransitions.Next(record, happened, Noon, Policy).Record;
}
