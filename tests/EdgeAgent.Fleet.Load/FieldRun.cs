using System.Globalization;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Fleet.Rules;
using EdgeAgent.Simulation;

namespace EdgeAgent.Fleet.Load;

/// <summary>
/// Pools of one over recorded traces: the same tasks handed out by offers (the fleet's own rules), in turn, to the device with the most charge,
/// and to the one that charged the longest in the last day. Every device then plays its trace with the agent's own forecaster and planner.
/// </summary>
internal sealed class FieldRun(IReadOnlyList<FieldDevice> devices, FieldOptions options)
{
    private const double PowerW = 5;

    public void Print()
    {
        var tasks = Tasks();
        Say($"{devices.Count} devices, {tasks.Count} tasks of {options.TaskMinutes} min, deadline {options.DeadlineHours} h, one each {options.EveryMinutes} min for {options.Days} days after {options.LearnDays} days of learning");
        var offers = new Dictionary<string, List<SimulatedTask>>(StringComparer.Ordinal);
        var charged = new Dictionary<string, List<SimulatedTask>>(StringComparer.Ordinal);
        var fullest = new Dictionary<string, List<SimulatedTask>>(StringComparer.Ordinal);
        var turns = new Dictionary<string, List<SimulatedTask>>(StringComparer.Ordinal);
        for (int i = 0; i < tasks.Count; i++)
        {
            foreach (var device in devices) device.AdvanceTo(tasks[i].ReleaseS);
            Add(offers, ByOffer(tasks[i]), tasks[i]);
            Add(charged, devices.MaxBy(d => d.ChargedMinutes(tasks[i].ReleaseS))!, tasks[i]);
            Add(fullest, devices.MaxBy(d => d.ChargePct)!, tasks[i]);
            Add(turns, devices[i % devices.Count], tasks[i]);
        }

        Say($"{"handed out by",-26} {"battery min/task",16} {"Wh/task",8} {"wait h/task",12} {"cost/task",10} {"missed",7}");
        var (ours, inTurn) = (Tell("offers", offers, tasks.Count), Tell("round robin", turns, tasks.Count));
        Tell("most charge now (made up)", fullest, tasks.Count);
        Tell("longest charge in a day", charged, tasks.Count);
        var bound = new Figures(tasks.Average(t => devices.Min(d => d.BestCost(t, 0))), tasks.Average(t => devices.Min(d => d.BestCost(t, Offer.WaitCost))));
        Say($"{"clairvoyant, lower bounds",-26} {bound.Battery,16:F2} {bound.Battery / 60 * PowerW,8:F3} {"",12} {bound.Cost,10:F2} {0,7}");
        Say($"offers take {100 * ours.Battery / inTurn.Battery:F0} % of round robin's battery energy, and get {100 * (inTurn.Cost - ours.Cost) / (inTurn.Cost - bound.Cost):F1} % of what the clairvoyant saves on round robin's cost");
    }

    private List<SimulatedTask> Tasks()
    {
        long from = options.LearnDays * 86400L, to = from + (options.Days * 86400L);
        var tasks = new List<SimulatedTask>();
        for (long at = from; at < to; at += options.EveryMinutes * 60)
        {
            tasks.Add(new SimulatedTask
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"t{tasks.Count}"),
                ReleaseS = at,
                DeadlineS = at + (options.DeadlineHours * 3600L),
                DurationS = options.TaskMinutes * 60,
                PowerW = PowerW,
                Class = TaskClass.Normal,
                Preemption = Preemption.Pause,
                RemainingS = options.TaskMinutes * 60,
            });
        }

        return tasks;
    }

    private FieldDevice ByOffer(SimulatedTask task)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(task.ReleaseS);
        var spec = new PoolSpec { Id = "p", Task = "{}", K = 1, Duration = TimeSpan.FromSeconds(task.DurationS), Deadline = DateTimeOffset.FromUnixTimeSeconds(task.DeadlineS) };
        var pool = PoolRules.Start(spec, devices.Select(d => d.Name), now);
        foreach (var device in devices)
        {
            var (facts, start) = device.DryRun(task, task.ReleaseS);
            pool = PoolRules.Apply(pool, new PoolEvent.Offered(device.Name, pool.Round, Offer.Of(facts, start, spec.Duration, now, options.Persistence)), now);
        }

        // No device would meet the deadline: the first one runs the task anyway, and the miss is counted.
        string chosen = pool.Candidates.Values.FirstOrDefault(c => c.IsActive)?.Device ?? devices[0].Name;
        var found = devices.First(d => d.Name == chosen);
        found.Give(task, pool.Candidates[chosen].Offer?.StartAt ?? now);
        return found;
    }

    /// <param name="Battery">Minutes a task.</param>
    /// <param name="Cost">Minutes a task, waiting with its weight among them.</param>
    private readonly record struct Figures(double Battery, double Cost);

    private Figures Tell(string policy, Dictionary<string, List<SimulatedTask>> given, int count)
    {
        double battery = 0, waitH = 0;
        int missed = 0;
        foreach (var device in devices.Where(d => given.ContainsKey(d.Name)))
        {
            var score = device.Play(given[device.Name]);
            battery += score.HeavyMinOnBattery;
            waitH += score.MeanDelayH * given[device.Name].Count;
            missed += score.Missed;
        }

        var figures = new Figures(battery / count, (battery + (Offer.WaitCost * waitH)) / count);
        Say($"{policy,-26} {figures.Battery,16:F2} {figures.Battery / 60 * PowerW,8:F3} {waitH / count,12:F2} {figures.Cost,10:F2} {missed,7}");
        return figures;
    }

    private static void Add(Dictionary<string, List<SimulatedTask>> given, FieldDevice device, SimulatedTask task)
    {
        if (!given.TryGetValue(device.Name, out var list)) given[device.Name] = list = [];
        list.Add(task);
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}

/// <summary>Settings of a comparison.</summary>
internal sealed record FieldOptions(int LearnDays, int Days, int EveryMinutes, int TaskMinutes, int DeadlineHours)
{
    /// <summary>Where the forecast is not trusted, the weight of present power falls to zero over this time.</summary>
    public TimeSpan Persistence { get; init; } = TimeSpan.FromHours(2);
}
