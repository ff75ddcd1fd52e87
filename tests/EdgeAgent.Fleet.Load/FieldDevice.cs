using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Time;
using EdgeAgent.Fleet.Rules;
using EdgeAgent.Simulation;

namespace EdgeAgent.Fleet.Load;

/// <summary>
/// One recorded trace as a device that answers dry runs: it learns from the rows up to now and plans with the agent's own forecaster and
/// planner. All devices share a calendar: second 0 is the first Monday, 00:00 UTC, of each trace.
/// </summary>
internal sealed class FieldDevice
{
    private static readonly long WeekS = (long)TimeSpan.FromDays(7).TotalSeconds;

    // 1970-01-05 was the first Monday.
    private static readonly long FirstMondayS = (long)TimeSpan.FromDays(4).TotalSeconds;

    private readonly Trace _trace;
    private readonly long _zeroS;
    private readonly ChargeForecaster _forecaster = new();
    private readonly WindowPlanner _planner = new();
    private readonly List<(SimulatedTask Task, DateTimeOffset PlannedEnd)> _given = [];
    private int _row;

    public FieldDevice(Trace whole, int days)
    {
        _zeroS = FirstMondayS + ((whole.StartS - FirstMondayS + WeekS - 1) / WeekS * WeekS);
        _trace = Cut(whole, _zeroS + (days * 86400L));
    }

    public string Name => _trace.Name;

    public long EndS => _trace.EndS - _zeroS;

    /// <summary>Minutes in which it charged within the last day. It replaces the charge, which these traces do not record.</summary>
    public double ChargedMinutes(long now)
    {
        double minutes = 0;
        for (int i = _row - 1; i >= 0 && _trace.TimeOf(i) > Own(now) - 86400; i--) minutes += _trace.Charging[i] == 1 ? _trace.SpanOf(i) / 60.0 : 0;
        return minutes;
    }

    /// <summary>
    /// Charge of an assumed battery, percent, because these traces record none: full after four hours of charging, empty after a day without.
    /// </summary>
    public double ChargePct { get; private set; } = 50;

    public void AdvanceTo(long now)
    {
        for (; _row < _trace.Count && _trace.TimeOf(_row) <= Own(now); _row++)
        {
            int state = _trace.Charging[_row];
            double hours = _trace.SpanOf(_row) / 3600.0;
            ChargePct = Math.Clamp(ChargePct + (state == 1 ? 25 * hours : -4.2 * hours), 0, 100);
            double harvestW = _trace.HarvestW[_row];
            _forecaster.Observe(new ChargeSample(_trace.TimeOf(_row) / 60, state < 0 ? null : state == 1, harvestW), LocalClock.Fixed(_trace.OffsetMin[_row]));
            _planner.Tick(At(_trace.TimeOf(_row)), state == 1, double.IsNaN(harvestW) ? null : harvestW);
        }
    }

    /// <summary>The answer to a dry run: the device's facts, and when the task would begin behind those that it has been given.</summary>
    public (DeviceFacts Facts, DateTimeOffset Start) DryRun(SimulatedTask task, long now)
    {
        int slot = Math.Max(0, _row - 1);
        var forecast = _forecaster.Forecast(LocalClock.Fixed(_trace.OffsetMin[slot]), Own(now) / 60);
        bool isCharging = _trace.Charging[slot] == 1;
        var facts = new DeviceFacts(Name)
        {
            IsPowered = isCharging,
            Confidence = forecast.Confidence,
            ForecastStart = forecast.StartUtc - Shift,
            ChargingProbabilities = forecast.PCharging,
        };
        _given.RemoveAll(g => g.PlannedEnd <= At(Own(now)));
        SimulatedTask[] tasks = [.. _given.Select(g => g.Task), task];
        var plan = _planner.Plan(
            new PlanningFacts { Now = At(Own(now)), IsCharging = isCharging, Forecast = forecast, WaitCostPerHour = Offer.WaitCost },
            tasks.Select((t, i) => Plannable(t, i)).ToArray());
        return (facts, plan[^1].PlannedStart - Shift);
    }

    public void Give(SimulatedTask task, DateTimeOffset plannedStart) => _given.Add((task, plannedStart + Shift + TimeSpan.FromSeconds(task.DurationS)));

    /// <summary>Plays the trace with the agent's own policy over these tasks.</summary>
    public Score Play(IEnumerable<SimulatedTask> tasks)
    {
        var forecaster = new ChargeForecaster();
        SimulatedTask[] own = [.. tasks.Select(Own)];
        Simulator.Run(_trace, own, new LearningPolicy(forecaster, new AgentPolicy(forecaster, Offer.WaitCost, reservePct: 0, capacityWh: null)));
        return Score.Of(_trace, own, battery: null);
    }

    /// <summary>What the task costs at its best start here, knowing the whole trace: battery minutes, and the hours waited by their weight.</summary>
    public double BestCost(SimulatedTask task, double waitCost) => Clairvoyant.CostPerTask(_trace, [Own(task)], new Objective { WaitCost = waitCost });

    private TimeSpan Shift => TimeSpan.FromSeconds(_zeroS);

    private long Own(long commonS) => commonS + _zeroS;

    private SimulatedTask Own(SimulatedTask task) => new()
    {
        Id = task.Id,
        ReleaseS = Own(task.ReleaseS),
        DeadlineS = Own(task.DeadlineS),
        DurationS = task.DurationS,
        PowerW = task.PowerW,
        Class = task.Class,
        Preemption = task.Preemption,
        RemainingS = task.DurationS,
    };

    private PlannableTask Plannable(SimulatedTask task, int index) => new()
    {
        Index = index,
        ReleaseAt = At(Own(task.ReleaseS)),
        DeadlineAt = At(Own(task.DeadlineS)),
        Duration = TimeSpan.FromSeconds(task.DurationS),
        DurationP90 = TimeSpan.FromSeconds(task.DurationS),
        PowerW = task.PowerW,
        Class = task.Class,
        Preemption = task.Preemption,
    };

    private static DateTimeOffset At(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);

    private static Trace Cut(Trace whole, long endS)
    {
        int count = Math.Min(whole.Count, whole.SlotOf(endS) + 1);
        return new Trace
        {
            Name = whole.Name,
            StepS = whole.StepS,
            StartS = whole.StartS,
            Charging = whole.Charging[..count],
            OffsetMin = whole.OffsetMin[..count],
            SocPct = whole.SocPct[..count],
            LoadW = whole.LoadW[..count],
            HarvestW = whole.HarvestW[..count],
            BoundsS = whole.BoundsS?[..(count + 1)],
        };
    }
}
