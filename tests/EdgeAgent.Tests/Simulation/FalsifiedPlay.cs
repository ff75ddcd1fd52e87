using System.Globalization;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Planning;
using EdgeAgent.Core.Time;
using EdgeAgent.Simulation;

namespace EdgeAgent.Tests.Simulation;

/// <summary>Plays a trace with a forecaster that gets false samples, and beside it the rule "when charging, else at the last moment".</summary>
internal static class FalsifiedPlay
{
    public const double WaitCost = 0.5;

    // Four tasks a day that are due after two days at most wait and run at once when trust ends.
    private const int InFlight = 8;

    /// <summary>
    /// The stated bound per task (Forecast/README.md, Bound): the <see cref="TrustAccount"/>'s allowance, and what was in flight when trust ended.
    /// </summary>
    public static double MostLossPerTask(IReadOnlyCollection<SimulatedTask> tasks, double baselineCost) =>
        (ForecastConstants.Trust.AllowanceMin + InFlight * tasks.Max(MostCost)) / tasks.Count + ForecastConstants.Trust.AllowanceShare * baselineCost;

    private static double MostCost(SimulatedTask t) => t.DurationS / 60.0 + WaitCost * (t.DeadlineS - t.ReleaseS - t.DurationS) / 3600.0;

    public readonly record struct Outcome(double Cost, double BatteryMin, double WaitedH, int Missed, double BaselineCost, int BaselineMissed)
    {
        public double Loss => Cost - BaselineCost;

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{Cost:0.00} min per task ({BatteryMin:0.0} on battery, {WaitedH:0.0} h waited, {Missed} missed) against {BaselineCost:0.00} ({BaselineMissed} missed)");
    }

    /// <summary>The state of a slot that the forecaster gets (null: not known).</summary>
    public delegate bool? FalseSample(int slot, sbyte truth);

    /// <summary>What a slot shows, decided only when its time has come; knows whether a task runs.</summary>
    public delegate sbyte Adversary(int slot, sbyte planned, bool isRunning);

    public static Outcome Play(Trace trace, SimulatedTask[] tasks, FalseSample sample, Adversary? adversary = null)
    {
        SimulatedTask[] ours = [.. tasks.Select(t => t.Fresh())], theirs = [.. tasks.Select(t => t.Fresh())];
        Simulator.Run(trace, ours, new MisinformedPolicy(sample, adversary));
        // The adversary has changed the trace, so the baseline runs on the changed trace, too.
        Simulator.Run(trace, theirs, new WhenChargingPolicy());
        Score a = Score.Of(trace, ours, null), b = Score.Of(trace, theirs, null);
        return new Outcome(
            a.CostPerTask(ours.Length, WaitCost), a.HeavyMinOnBattery / ours.Length, a.MeanDelayH, a.Missed, b.CostPerTask(theirs.Length, WaitCost), b.Missed);
    }

    private sealed class MisinformedPolicy(FalseSample sample, Adversary? adversary) : ISimulationPolicy
    {
        private readonly ChargeForecaster _forecaster = new();
        private readonly WindowPlanner _planner = new();
        private ChargeForecast? _forecast;
        private LocalClock _clock;
        private bool _isRunning;

        public void Observe(Trace trace, int slot)
        {
            // The simulator reads the slot after this call, so a change here takes effect.
            if (adversary is not null) trace.Charging[slot] = adversary(slot, trace.Charging[slot], _isRunning);
            _clock = LocalClock.Fixed(trace.OffsetMin[slot]);
            _planner.Tick(DateTimeOffset.FromUnixTimeSeconds(trace.TimeOf(slot)), trace.Charging[slot] == 1);
            _forecaster.Observe(new ChargeSample(trace.TimeOf(slot) / 60, sample(slot, trace.Charging[slot])), _clock);
            if (slot % 6 == 0 || slot > 0 && trace.Charging[slot] != trace.Charging[slot - 1]) _forecast = null;
        }

        public Choice Choose(SimulationView view)
        {
            _forecast ??= _forecaster.Forecast(_clock, view.NowS / 60);
            PlannableTask[] tasks = [.. view.Pending.Select((t, i) => new PlannableTask
            {
                Index = i,
                Key = t.Id,
                ReleaseAt = DateTimeOffset.FromUnixTimeSeconds(t.ReleaseS),
                DeadlineAt = DateTimeOffset.FromUnixTimeSeconds(t.DeadlineS),
                Duration = TimeSpan.FromSeconds(t.RemainingS),
                DurationP90 = TimeSpan.FromSeconds(t.RemainingS),
                PowerW = t.PowerW,
                Class = t.Class,
                Preemption = t.Preemption,
                IsStarted = ReferenceEquals(t, view.Running),
            })];
            var facts = new PlanningFacts
            {
                Now = DateTimeOffset.FromUnixTimeSeconds(view.NowS),
                IsCharging = view.IsCharging,
                Forecast = _forecast,
                WaitCostPerHour = WaitCost,
            };
            int run = Array.FindIndex(_planner.Plan(facts, tasks), p => p.RunNow);
            _isRunning = run >= 0;
            DateTimeOffset again = _planner.AskAgainAt;
            return new Choice(run < 0 ? null : view.Pending[run], again == DateTimeOffset.MaxValue ? long.MaxValue : again.ToUnixTimeSeconds());
        }
    }
}
