using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Simulation;

/// <summary>The service's forecaster and planner behind the simulator's policy seam.</summary>
public sealed class AgentPolicy(ChargeForecaster forecaster, double waitCost, double reservePct, double? capacityWh) : ISimulationPolicy
{
    private const long RefreshS = 3600;
    private const long SolarRefreshS = 900;
    private const double SkyMovesW = 0.25;

    private readonly WindowPlanner _planner = new() { Parts = forecaster.Parts };
    private readonly List<PlannableTask> _tasks = [];
    private ChargeForecast? _forecast;
    private LocalClock _clock;
    private long _forecastS;
    private double _forecastW = double.NaN;
    private double _harvestW = double.NaN;
    private int _state = -2;

    public void Observe(Trace trace, int slot)
    {
        _clock = LocalClock.Fixed(trace.OffsetMin[slot]);
        int state = trace.Charging[slot];
        double harvestW = trace.HarvestW[slot];
        // A gap in the clouds must be used while it is there; by night nothing changes.
        bool moved = Math.Abs(harvestW - _forecastW) > SkyMovesW;
        if (state != _state || moved || trace.TimeOf(slot) - _forecastS >= (harvestW > 0 ? SolarRefreshS : RefreshS)) _forecast = null;
        _harvestW = harvestW;
        _state = state;
        _planner.Tick(DateTimeOffset.FromUnixTimeSeconds(trace.TimeOf(slot)), state == 1, double.IsNaN(harvestW) ? null : harvestW);
    }

    public Choice Choose(SimulationView view)
    {
        if (_forecast is null)
        {
            _forecast = forecaster.Forecast(_clock, view.NowS / 60);
            _forecastS = view.NowS;
            _forecastW = _harvestW;
        }

        _tasks.Clear();
        foreach (SimulatedTask t in view.Pending) _tasks.Add(Plannable(t, _tasks.Count, ReferenceEquals(t, view.Running)));
        var facts = new PlanningFacts
        {
            Now = DateTimeOffset.FromUnixTimeSeconds(view.NowS),
            IsCharging = view.IsCharging,
            Forecast = _forecast,
            HarvestW = double.IsNaN(_harvestW) ? null : _harvestW,
            WaitCostPerHour = waitCost,
            SocPct = double.IsNaN(view.SocPct) ? null : view.SocPct,
            ReservePct = reservePct,
            CapacityWh = capacityWh,
            SurplusWeight = PlanningFacts.SurplusWeightFor(capacityWh),
        };
        Placement[] plan = _planner.Plan(facts, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tasks));
        int run = Array.FindIndex(plan, p => p.RunNow);
        long again = _planner.AskAgainAt == DateTimeOffset.MaxValue ? long.MaxValue : _planner.AskAgainAt.ToUnixTimeSeconds();
        return new(run < 0 ? null : view.Pending[run], again);
    }

    private static PlannableTask Plannable(SimulatedTask t, int index, bool running) => new()
    {
        Index = index,
        Key = t.Id,
        ReleaseAt = DateTimeOffset.FromUnixTimeSeconds(t.ReleaseS),
        DeadlineAt = t.DeadlineS == long.MaxValue ? null : DateTimeOffset.FromUnixTimeSeconds(t.DeadlineS),
        Duration = TimeSpan.FromSeconds(t.RemainingS),
        DurationP90 = TimeSpan.FromSeconds(t.RemainingS),
        PowerW = t.PowerW,
        Class = t.Class,
        Preemption = t.Preemption,
        IsStarted = running,
    };
}
