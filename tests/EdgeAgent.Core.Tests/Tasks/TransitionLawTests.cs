using System.Text;
using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Tests.Scheduling;
using EdgeAgent.Core.Time;
using EdgeAgent.Soak;
using EdgeAgent.Storage;

namespace EdgeAgent.Core.Tests.Tasks;

/// <summary>Laws for histories of any events in any order, also late ones, repeated ones and those of another attempt.</summary>
public class TransitionLawTests
{
    private static readonly TaskPolicy Policy = new() { FindZone = World.Zone, MaxInterruptions = 20 };

    private static readonly string[] Documents =
    [
        "{\"id\":\"a\",\"kind\":\"noop\"}",
        "{\"id\":\"a\",\"kind\":\"noop\",\"preemption\":\"never\",\"retry\":{\"max\":2}}",
        "{\"id\":\"a\",\"kind\":\"noop\",\"preemption\":\"restart\",\"delay_s\":5,\"expedited\":{\"if_out_of_quota\":\"drop\"}}",
        "{\"id\":\"a\",\"kind\":\"noop\",\"schedule\":{\"cron\":\"*/10 * * * *\",\"timezone\":\"Europe/Berlin\"}}",
        "{\"id\":\"a\",\"kind\":\"noop\",\"schedule\":{\"every_s\":900,\"flex_s\":300},\"deadline\":600}",
        "{\"id\":\"a\",\"kind\":\"noop\",\"after\":[\"b\",\"c\"]}",
    ];

    private static TaskRecord Accept(string document, Timestamp now)
    {
        TaskSpec spec = TaskDocument.Parse(Encoding.UTF8.GetBytes(document), new DocumentRules { FindZone = World.Zone }).Spec!;
        var known = new KnownTasks { Find = _ => null, FindUnique = _ => [], Unfinished = 0 };
        return ((Admission.Accepted)TaskIntake.Admit(spec, new string('a', 64), known, now, Policy)).Record;
    }

    private static TaskEvent Any(Random r, TaskRecord record)
    {
        int attempt = r.Next(6) == 0 ? record.Attempt - 1 : record.Attempt;
        var wait = new WaitCondition(WaitReason.CpuBusy, "CPU 90 %", "< 70 %", World.Noon, null);
        return r.Next(18) switch
        {
            0 => new TaskEvent.Evaluated((TaskPhase)r.Next(1, 5), [wait], r.Next(2) == 0 ? World.Noon : null, PlacementReason.ExpectedWindow),
            1 => new TaskEvent.Rearm(),
            2 or 3 => new TaskEvent.Start($"boot-{r.Next(3)}"),
            4 or 5 => new TaskEvent.Started(attempt),
            6 => new TaskEvent.Progress(attempt, r.NextDouble() * 120 - 10, "m", r.Next(2) == 0 ? "c" : null),
            7 => new TaskEvent.Pause((StopReason)r.Next(1, 24)),
            8 => new TaskEvent.Resume(),
            9 => new TaskEvent.Stop((StopReason)r.Next(1, 24)),
            10 or 11 => new TaskEvent.Exited(attempt, new AttemptEnd(r.Next(2) == 0 ? null : new TaskError((ErrorCategory)r.Next(6), "e"), 1, r.Next(4) == 0 ? TimeSpan.FromSeconds(r.Next(100)) : null, "r", EnergyMwh: r.Next(3) == 0 ? double.NaN : 5)),
            12 => r.Next(4) == 0 ? new TaskEvent.Cancel(StopReason.CancelledByApp) : new TaskEvent.UserPause(r.Next(2) == 0),
            13 => r.Next(3) == 0 ? new TaskEvent.DeadlinePassed() : new TaskEvent.QuotaExhausted(),
            14 => new TaskEvent.PrerequisiteEnded(r.Next(2) == 0 ? "b" : "c", (TaskPhase)r.Next(15)),
            15 => new TaskEvent.Rescued((Interruption)r.Next(3)),
            16 => new TaskEvent.Release(),
            _ => r.Next(5) == 0 ? new TaskEvent.Replaced() : new TaskEvent.Retired(),
        };
    }

    [Fact]
    public void Any_history_keeps_every_invariant_and_survives_the_store_at_every_step()
    {
        var broken = new List<string>();
        for (int seed = 0; seed < 1200; seed++)
        {
            var random = new Random(seed);
            var now = new Timestamp(World.Noon, 1_000_000, random.Next(3) == 0 ? ClockTrust.Unsynced : ClockTrust.Ntp);
            TaskRecord record = Accept(Documents[seed % Documents.Length], now);
            var laws = new Invariants(broken.Add);
            for (int step = 0; step < 60; step++)
            {
                now = new Timestamp(now.Utc.AddSeconds(random.Next(-4000, 5000)), now.DeviceTimeMs + random.Next(0, 400_000), (ClockTrust)random.Next(3));
                TaskEvent happened = Any(random, record);
                Transition t = TaskTransitions.Next(record, happened, now, Policy);
                laws.Check(record, happened, t);
                if (t.Changed) laws.Committed(happened, t);
                byte[] state = TaskRecordJson.WriteState(t.Record);
                Assert.Equal(state, TaskRecordJson.WriteState(TaskTransitions.Next(record, happened, now, Policy).Record));
                record = t.Record;
                TaskRecord restored = TaskRecordJson.Read(TaskRecordJson.WriteSpec(record.Spec), state);
                Assert.Equal(Encoding.UTF8.GetString(state), Encoding.UTF8.GetString(TaskRecordJson.WriteState(restored)));

                // A kill here: what is read back goes on as if nothing had happened.
                if (random.Next(4) == 0) record = restored;
            }
        }

        Assert.Empty(broken);
    }

    [Fact]
    public void Applying_the_log_again_from_its_acceptance_gives_the_same_record()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            Timestamp now = new(World.Noon, 1_000_000, ClockTrust.Ntp);
            TaskRecord first = Accept(Documents[seed % Documents.Length], now), record = first;
            var log = new List<(TaskEvent, Timestamp)>();
            for (int step = 0; step < 60; step++)
            {
                now = now.Plus(TimeSpan.FromSeconds(random.Next(0, 400)));
                TaskEvent happened = Any(random, record);
                log.Add((happened, now));
                record = TaskTransitions.Next(record, happened, now, Policy).Record;
            }

            TaskRecord again = log.Aggregate(first, (r, e) => TaskTransitions.Next(r, e.Item1, e.Item2, Policy).Record);
            Assert.Equal(Encoding.UTF8.GetString(TaskRecordJson.WriteState(record)), Encoding.UTF8.GetString(TaskRecordJson.WriteState(again)));
        }
    }

    [Fact]
    public void A_kill_at_any_phase_leaves_a_state_from_which_recovery_is_defined()
    {
        var now = new Timestamp(World.Noon, 1_000_000, ClockTrust.Ntp);
        foreach (string document in Documents)
        {
            foreach (Interruption cause in Enum.GetValues<Interruption>())
            {
                for (int seed = 0; seed < 200; seed++)
                {
                    var random = new Random(seed);
                    TaskRecord record = Accept(document, now);
                    for (int step = random.Next(40); step > 0; step--) record = TaskTransitions.Next(record, Any(random, record), now, Policy).Record;
                    TaskRecord after = TaskTransitions.Next(record, new TaskEvent.Rescued(cause), now, Policy).Record;
                    Assert.False(TaskPhases.IsActive(after.Phase));
                    if (!TaskPhases.IsActive(record.Phase)) Assert.Same(record, after);
                }
            }
        }
    }
}
