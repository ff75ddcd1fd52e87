using System.Diagnostics;
using System.Globalization;
using System.Text;
using EdgeAgent.Contract;
using EdgeAgent.Core.Outlook;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using EdgeAgent.Execution;
using EdgeAgent.Link;
using EdgeAgent.Loop;
using EdgeAgent.Storage;
using EdgeAgent.Workers;

namespace EdgeAgent.Benchmarks;

/// <summary>
/// Run with <c>store</c> as the first argument. From submitted bytes to the durable commit, and a restart with a full queue, both with the real store in a file; beside each the bare
/// flush of the same medium, which no store can beat.
/// </summary>
internal static class StoreFigures
{
    private const int Rounds = 40;

    private static readonly TaskPolicy Roomy = new() { QueueLimit = 20_000 };

    private static readonly Timestamp Now = new(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero), 1_000_000_000, ClockTrust.Ntp);

    public static int Print()
    {
        string folder = Directory.CreateTempSubdirectory("edgeagent-figures").FullName;
        try
        {
            Console.WriteLine(F($"bare write and fsync of 4 KiB: {Flush(folder):F2} ms"));
            Console.WriteLine();
            Console.WriteLine("submit to commit   batch    median      per task   documents/s   bytes to the medium per task");
            foreach (int batch in new[] { 1, 20, 100 }) PrintCommit(Path.Combine(folder, $"b{batch}.db"), batch);
            PrintRestart(Path.Combine(folder, "restart.db"), 10_000);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void PrintCommit(string path, int batch)
    {
        using var store = AgentStore.Open(path, "b", Now.DeviceTimeMs, Now.Utc, ClockTrust.Ntp).Store;
        var desk = new Desk();
        int n = 0;
        for (int i = 0; i < 3; i++) desk.SubmitAndCommit(store, batch, ref n);
        long before = store.BytesWritten;
        double ms = Median([.. Enumerable.Range(0, Rounds).Select(_ => Time(() => desk.SubmitAndCommit(store, batch, ref n)))]);
        double bytes = (store.BytesWritten - before) / (double)(Rounds * batch);
        Console.WriteLine(F($"{batch,24:N0} {ms,9:F2} ms {ms / batch,10:F3} ms {batch * 1000 / ms,13:N0} {bytes,14:N0}"));
    }

    private static void PrintRestart(string path, int count)
    {
        using (var store = AgentStore.Open(path, "b", Now.DeviceTimeMs, Now.Utc, ClockTrust.Ntp).Store)
        {
            var desk = new Desk();
            for (int n = 0; n < count;) desk.SubmitAndCommit(store, 100, ref n);
            store.CloseClean(Now);
        }

        Restart(path);
        double[][] parts = [.. Enumerable.Range(0, 7).Select(_ => Restart(path))];
        double open = Median([.. parts.Select(p => p[0])]), load = Median([.. parts.Select(p => p[1])]), plan = Median([.. parts.Select(p => p[2])]);
        Console.WriteLine();
        Console.WriteLine(F($"restart with {count:N0} tasks: open {open:F1} ms, read and index {load:F1} ms, first plan {plan:F1} ms, together {open + load + plan:F1} ms"));
    }

    private static double[] Restart(string path)
    {
        AgentStore? store = null;
        var book = new TaskBook(Roomy);
        double open = Time(() => store = AgentStore.Open(path, "b", Now.DeviceTimeMs, Now.Utc, ClockTrust.Ntp).Store);
        double load = Time(() =>
        {
            foreach (var row in store!.Tasks.All()) book.Load(TaskRecordJson.Read(row.Spec, row.State));
        });
        double plan = Time(() => Scheduler.Plan(new PlanInput
        {
            Present = new ProjectionInput
            {
                Now = Now.Plus(TimeSpan.FromSeconds(5)),
                Power = new PowerState { SocPct = 40, Source = PowerSource.Battery, Charging = ChargeStatus.Discharging, Quality = PowerQuality.Measured },
            },
            Tasks = [.. book.Unfinished.Values],
            BootId = "b",
            System = SystemState.Unknown,
            Policy = SchedulingPolicy.Default,
        }));
        store!.Dispose();
        return [open, load, plan];
    }

    private static double Flush(string folder)
    {
        using var file = new FileStream(Path.Combine(folder, "flush"), FileMode.Create);
        byte[] page = new byte[4096];
        return Median([.. Enumerable.Range(0, Rounds).Select(_ => Time(() =>
        {
            file.Write(page);
            file.Flush(flushToDisk: true);
        }))]);
    }

    private static double Time(Action act)
    {
        long begin = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    private static string F(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Handles a submission as the agent does: check, stage, write, commit.</summary>
    private sealed class Desk
    {
        private static readonly Topics Topics = new("edge/v1", "bench", []);
        private readonly TaskBook _book = new(Roomy);
        private readonly Intake _intake = new(Topics, new TaskKinds([new NoopWorker(TimeProvider.System)]), new DocumentRules { IsKnownKind = static k => k == "noop" });

        public void SubmitAndCommit(AgentStore store, int count, ref int n)
        {
            for (int i = 0; i < count; i++, n++)
            {
                byte[] document = Encoding.UTF8.GetBytes(F($"{{\"id\":\"0190a5c8-7e3b-7c4d-9a1e-{n:x12}\",\"kind\":\"noop\",\"class\":\"background\",\"args\":{{\"duration_s\":5}},\"deadline\":86400}}"));
                var submission = _intake.Judge(new InboundMessage("edge/v1/bench/task/submit", document), _book, Now);
                if (submission.Admission is not Admission.Accepted accepted) throw new InvalidOperationException(submission.Admission.ToString());
                _book.Add(accepted.Record);
            }

            store.Begin();
            _book.WriteTo(store.Tasks);
            store.Commit(Now);
            _book.TakeCommitted();
        }
    }
}
