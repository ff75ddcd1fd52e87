using EdgeAgent.Cli;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Simulation;

namespace EdgeAgent.Tests.Simulation;

/// <summary>Traces and tasks made in the test, the same each time.</summary>
internal static class MadeSite
{
    public const long Start = 1_704_067_200; // Monday 2024-01-01T00:00:00Z
    public const int StepS = 600;
    public const int SlotsPerDay = 144;

    /// <summary>A trace from what a slot shows: 1, 0 or -1 by the slot's local minute since the start.</summary>
    public static Trace Of(int days, Func<int, sbyte> charging, Func<int, int>? offsetMin = null, Func<int, double>? harvestW = null)
    {
        int count = days * SlotsPerDay;
        double[] nothing = new double[count], harvest = new double[count];
        Array.Fill(nothing, double.NaN);
        var trace = new Trace
        {
            Name = "made",
            StepS = StepS,
            StartS = Start,
            Charging = new sbyte[count],
            OffsetMin = new int[count],
            SocPct = nothing,
            LoadW = nothing,
            HarvestW = harvest,
        };
        for (int i = 0; i < count; i++)
        {
            trace.OffsetMin[i] = offsetMin?.Invoke(i) ?? 0;
            trace.Charging[i] = charging(i * 10 + trace.OffsetMin[i]);
            harvest[i] = harvestW?.Invoke(i * 10) ?? double.NaN;
        }

        return trace;
    }

    /// <summary>Plugged in from about 21:00 to about 06:00, each evening a little different.</summary>
    public static sbyte Nightly(int minute)
    {
        int day = minute / 1440, shift = (day * 7919 + 13) % 121 - 60, of = minute % 1440;
        return (sbyte)(of >= 21 * 60 + shift || of < 6 * 60 - shift / 2 ? 1 : 0);
    }

    /// <summary>Four a day, 10 to 60 min, due after 6 to 48 h.</summary>
    public static SimulatedTask[] Tasks(int days, Preemption preemption, int seed = 2)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, (days - 2) * 4).Select(i =>
        {
            long release = Start + random.Next((days - 2) * 86400) / StepS * StepS;
            return new SimulatedTask
            {
                Id = $"t{i}",
                ReleaseS = release,
                DeadlineS = release + random.Next(6 * 3600, 48 * 3600),
                DurationS = StepS * random.Next(1, 7),
                PowerW = 4,
                Class = TaskClass.Background,
                Preemption = preemption,
            };
        }).OrderBy(t => t.ReleaseS)];
    }

    public static SimulationResult Run(Trace trace, SimulatedTask[] tasks, string policy = "edgeagent") => policy == "edgeagent"
        ? SimulatedSite.Run(trace, tasks, new SimulateSettings { Traces = [], Tasks = "" }, policy)
        : SimulatedSite.RunBaseline(trace, tasks, new SimulateSettings { Traces = [], Tasks = "" }, policy);

    public static double Cost(SimulationResult r) => r.Score.CostPerTask(r.Tasks.Length, 0.5);

    /// <summary>The same over the tasks released from a day on: battery minutes + 0.5 x hours waited, per task.</summary>
    public static double CostFrom(SimulationResult r, int day)
    {
        SimulatedTask[] late = [.. r.Tasks.Where(t => t.ReleaseS >= Start + day * 86400)];
        return Score.Of(r.Trace, late, null).CostPerTask(late.Length, 0.5);
    }

    /// <summary>Battery minutes + waiting, per task, also where the harvest is known.</summary>
    public static double CostPerTask(this Score score, int tasks, double waitCost) => tasks == 0 ? 0 : score.HeavyMinOnBattery / tasks + waitCost * score.MeanDelayH;
}
