using System.Diagnostics;
using System.Globalization;
using System.Text;
using EdgeAgent.Contract;
using EdgeAgent.Core.Outlook;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Scheduling;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;
using Quartz;

namespace EdgeAgent.Benchmarks;

/// <summary>
/// Planning pass, memory and intake with 100 to 100,000 waiting tasks, beside Quartz.NET with its RAM store where it does the same.
/// Medians over passes in one process; run with <c>scheduling</c> as the first argument.
/// </summary>
internal static class SchedulingFigures
{
    private static readonly Timestamp Now = new(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero), 1_000_000_000, ClockTrust.Ntp);
    private static readonly string[] Classes = ["normal", "background", "charging_only"];
    private static readonly PowerState Low = new() { SocPct = 40, Source = PowerSource.Battery, Charging = ChargeStatus.Discharging, Quality = PowerQuality.Measured };
    private static readonly PowerState Plugged = Low with { SocPct = 90, Source = PowerSource.External, Charging = ChargeStatus.Charging, IsPowered = true };

    private sealed class NoJob : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    public static async Task<int> Print()
    {
        Console.WriteLine("tasks      just reading  steady pass  all may run  all change   per task   bytes/task | Quartz: bytes/job  add 1 job  our intake");
        foreach (int n in new[] { 100, 1000, 10_000, 100_000 })
        {
            long before = Heap();
            TaskRecord[] tasks = Tasks(n, out double intakeUs);
            long bytes = (Heap() - before) / n;
            PlanInput low = Input(tasks, Low), plugged = Input(tasks, Plugged);
            double reading = Median(() => Touch(tasks));
            double steady = Median(() => Scheduler.Plan(low));
            TaskRecord[] waiting = [.. tasks.Select(t => t with { WaitReasons = [new WaitCondition(WaitReason.Concurrency, "all slots taken", "one", Now.Utc, null)], PlannedStart = null, PlannedReason = null })];
            double candidates = Median(() => Scheduler.Plan(Input(waiting, Plugged)));
            double change = Median(() => Scheduler.Plan(plugged));
            GC.KeepAlive(tasks);
            (double quartzBytes, double quartzUs) = n <= 10_000 ? await Quartz(n) : (double.NaN, double.NaN);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{n,7:N0} {reading,12:N3} ms {steady,11:N3} ms {candidates,9:N3} ms {change,9:N3} ms {steady * 1000 / n,7:N3} µs {bytes,9:N0}   | {quartzBytes,14:N0} {quartzUs,10:N1} µs {intakeUs,8:N1} µs"));
        }

        return 0;
    }

    private static PlanInput Input(TaskRecord[] tasks, PowerState power) => new()
    {
        Present = new ProjectionInput { Now = Now.Plus(TimeSpan.FromSeconds(5)), Power = power, Mode = OperatingModes.Next(null, power, new ModeSettings()) },
        Tasks = tasks,
        BootId = "b",
        System = new SystemState { CpuPct = 5, MemoryUsedPct = 40, DiskUsedPct = 40, CpuTemperatureC = 45, Network = NetworkKind.Any },
        Policy = SchedulingPolicy.Default,
    };

    // Accepted and planned once on battery, so that each has its wait reason.
    private static TaskRecord[] Tasks(int n, out double intakeUs)
    {
        var known = new KnownTasks { Find = static _ => null, FindUnique = static _ => [], Unfinished = 0 };
        var tasks = new TaskRecord[n];
        string sha = new('0', 64);
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < n; i++)
        {
            string deadline = i % 2 == 0 ? $",\"deadline\":{100_000 + i}" : "";
            byte[] document = Encoding.UTF8.GetBytes(
                $"{{\"id\":\"0190a5c8-7e3b-7c4d-9a1e-{i:x12}\",\"kind\":\"noop\",\"class\":\"{Classes[i % 3]}\",\"args\":{{\"duration_s\":5}}{deadline}}}");
            TaskSpec spec = TaskDocument.Parse(document, DocumentRules.Default).Spec!;
            tasks[i] = ((Admission.Accepted)TaskIntake.Admit(spec, sha[..52] + i.ToString("x12", CultureInfo.InvariantCulture), known, Now, TaskPolicy.Default)).Record;
        }

        intakeUs = Stopwatch.GetElapsedTime(begin).TotalMicroseconds / n;
        var index = tasks.Select((t, i) => (t.Id, i)).ToDictionary(p => p.Id, p => p.i);
        foreach (Decision d in Scheduler.Plan(Input(tasks, Low)).Decisions) tasks[index[d.Task.Id]] = TaskTransitions.Next(d.Task, d.Event, Now, TaskPolicy.Default).Record;
        return tasks;
    }

    private static async Task<(double Bytes, double AddUs)> Quartz(int n)
    {
        await using StandaloneSchedulerFactory factory = QuartzSchedulerBuilder.Create(static _ => { }).Build();
        IScheduler scheduler = await factory.GetScheduler();
        long before = Heap();
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < n; i++)
        {
            IJobDetail job = JobBuilder.Create<NoJob>().WithIdentity($"0190a5c8-7e3b-7c4d-9a1e-{i:x12}").UsingJobData("duration_s", "5").Build();
            ITrigger trigger = TriggerBuilder.Create().WithIdentity($"t{i:x12}").StartAt(Now.Utc.AddYears(5).AddSeconds(i)).Build();
            await scheduler.ScheduleJob(job, trigger);
        }

        double us = Stopwatch.GetElapsedTime(begin).TotalMicroseconds / n;
        double bytes = (Heap() - before) / (double)n;
        return (bytes, us);
    }

    private static double Median(Action pass)
    {
        for (int i = 0; i < 5; i++) pass();
        var times = new List<double>();
        long end = Stopwatch.GetTimestamp() + Stopwatch.Frequency;
        while (times.Count < 15 || (times.Count < 300 && Stopwatch.GetTimestamp() < end))
        {
            long begin = Stopwatch.GetTimestamp();
            pass();
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        times.Sort();
        return times[times.Count / 2];
    }

    // One field of each record's parts and nothing else: what memory alone takes, the floor of every pass.
    private static long Touch(TaskRecord[] tasks)
    {
        long sum = 0;
        foreach (TaskRecord task in tasks) sum += task.NotBeforeMs + (int)task.Phase + (int)task.Spec.Class + (int)task.WaitReasons[0].Reason;
        return sum;
    }

    private static long Heap() => GC.GetTotalMemory(forceFullCollection: true);
}
