using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Simulation;

namespace EdgeAgent.Benchmarks;

/// <summary>What a recorded site gave with one forecaster: cost per task by the site's objective, and the forecast's scores 6 h ahead.</summary>
/// <param name="Cost">Battery minutes + waiting, per task.</param>
internal readonly record struct SiteOutcome(double Cost, int Missed, double BrownoutMin, double Brier, double ClimatologyBrier, double Ece, double Ece24, double Floor24);

/// <summary>
/// A recorded trace, or a piece of one that begins as a new device does, with tasks made from a seed: four a day, 10 to 60 min, due after 6 to 48 h, 3 to 6 W.
/// </summary>
internal sealed class DevelopmentSite
{
    private const int TasksPerDay = 4;
    private const int DayS = 86400;
    private const double WaitCost = 0.5;
    private const double IdleW = 3;
    private const double BatteryWh = 60;
    private const double PanelW = 20;

    public DevelopmentSite(Trace trace, int seed, int leastMin = 10, int mostMin = 60)
    {
        Trace = trace;
        Tasks = MakeTasks(trace, seed, leastMin, mostMin);
        Objective = Objective.For(trace, WaitCost, IdleW);
        RunNowCost = Objective.CostPerTask(Played(new RunNowPolicy()));
        WhenChargingCost = Objective.CostPerTask(Played(new WhenChargingPolicy()));
        BoundCost = Clairvoyant.CostPerTask(trace, Tasks, Objective);
    }

    public Trace Trace { get; }
    public SimulatedTask[] Tasks { get; }
    public Objective Objective { get; }
    public double RunNowCost { get; }
    public double WhenChargingCost { get; }

    /// <summary>Cost of every task alone with perfect foresight.</summary>
    public double BoundCost { get; }

    /// <summary>The part of a trace's name before the first underscore.</summary>
    public string Family => Trace.Name.Split('_')[0];

    public bool HasTasks => Tasks.Length > 0;

    /// <summary>Share of what perfect foresight would save against running at once.</summary>
    public double Captured(double cost) => (RunNowCost - cost) / Math.Max(1e-9, RunNowCost - BoundCost);

    public SiteOutcome Run(ChargeForecaster forecaster)
    {
        LearningPolicy learner = Learner(forecaster);
        SimulationResult result = Played(learner);
        ForecastScore[] scores = learner.Recorder.Score(Trace);
        return new SiteOutcome(
            Objective.CostPerTask(result), result.Score.Missed, result.Score.BrownoutMin, scores[1].Brier, scores[1].ClimatologyBrier, scores[1].Ece, scores[2].Ece, CalibrationFloor.Of(Trace, learner.Recorder));
    }

    /// <summary>What forecaster and planner did with each task.</summary>
    public SimulationResult Play(ChargeForecaster forecaster) => Played(Learner(forecaster));

    private LearningPolicy Learner(ChargeForecaster forecaster) =>
        new(forecaster, new AgentPolicy(forecaster, WaitCost, 0, Trace.HasHarvest ? BatteryWh : null), PanelW);

    public SimulationResult Played(ISimulationPolicy policy)
    {
        SimulatedTask[] fresh = [.. Tasks.Select(t => t.Fresh())];
        SolarBattery? battery = Trace.HasHarvest ? new SolarBattery(BatteryWh, IdleW) : null;
        Simulator.Run(Trace, fresh, policy, battery);
        return new SimulationResult { Trace = Trace, Policy = "", Tasks = fresh, Score = Score.Of(Trace, fresh, battery), Objective = Objective };
    }

    /// <summary>Some days of a trace from a given day on, for a device that is new on that day; null beyond the trace's end.</summary>
    public static Trace? Cut(Trace trace, int fromDay, int days)
    {
        long startS = trace.StartS + (long)fromDay * DayS;
        if (startS + (long)days * DayS > trace.EndS) return null;
        int from = trace.SlotOf(startS), to = trace.SlotOf(startS + (long)days * DayS);
        return new Trace
        {
            Name = trace.Name,
            StepS = trace.StepS,
            StartS = trace.TimeOf(from),
            BoundsS = trace.BoundsS?[from..(to + 1)],
            Charging = trace.Charging[from..to],
            OffsetMin = trace.OffsetMin[from..to],
            SocPct = trace.SocPct[from..to],
            LoadW = trace.LoadW[from..to],
            HarvestW = trace.HarvestW[from..to],
        };
    }

    // In a gap of months nothing can be planned.
    private static bool IsRecorded(Trace trace, long timeS) => trace.Charging[Math.Clamp(trace.SlotOf(timeS), 0, trace.Count - 1)] >= 0;

    // All deadlines lie within the trace, so that whatever is not done is missed.
    private static SimulatedTask[] MakeTasks(Trace trace, int seed, int leastMin, int mostMin)
    {
        var random = new Random(seed);
        var tasks = new List<SimulatedTask>();
        for (int i = 0; i < (trace.EndS - trace.StartS) / DayS * TasksPerDay; i++)
        {
            long release = trace.StartS + i / TasksPerDay * DayS + random.Next(DayS / trace.StepS) * trace.StepS;
            int durationS = random.Next(leastMin / 10, mostMin / 10 + 1) * 600;
            long deadline = release + (long)(3600 * (6 + 42 * random.NextDouble()));
            double powerW = Math.Round(3 + 3 * random.NextDouble(), 1);
            if (deadline > trace.EndS || !IsRecorded(trace, release) || !IsRecorded(trace, deadline)) continue;
            tasks.Add(new SimulatedTask
            {
                Id = $"t{i}",
                ReleaseS = release,
                DeadlineS = deadline,
                DurationS = durationS,
                RemainingS = durationS,
                PowerW = powerW,
                Class = TaskClass.Background,
                Preemption = Preemption.Never,
            });
        }

        return [.. tasks.OrderBy(t => t.ReleaseS)];
    }
}
