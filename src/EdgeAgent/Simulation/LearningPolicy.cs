using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Simulation;

/// <summary>Lets the forecaster learn and be scored beside any policy.</summary>
public sealed class LearningPolicy(ChargeForecaster forecaster, ISimulationPolicy inner, double? panelW = null) : ISimulationPolicy
{
    public ForecastRecorder Recorder { get; } = new();

    /// <summary>A forecaster that has seen a whole trace, without a prior and without scores.</summary>
    public static ChargeForecaster Learned(Trace trace)
    {
        var forecaster = new ChargeForecaster();
        for (int slot = 0; slot < trace.Count; slot++) Teach(forecaster, trace, slot, trace.HarvestW[slot]);
        return forecaster;
    }

    private static void Teach(ChargeForecaster forecaster, Trace trace, int slot, double harvestW)
    {
        int state = trace.Charging[slot];
        forecaster.Observe(
            new ChargeSample(trace.TimeOf(slot) / 60, state < 0 ? null : state == 1, harvestW, null, trace.SocPct[slot]), LocalClock.Fixed(trace.OffsetMin[slot]));
    }

    public void Observe(Trace trace, int slot)
    {
        Teach(forecaster, trace, slot, Plausible(trace.HarvestW[slot]));
        Recorder.Record(trace, slot, forecaster);
        inner.Observe(trace, slot);
    }

    public Choice Choose(SimulationView view) => inner.Choose(view);

    // A panel gives more than its rating only for moments (cold, edge of a cloud): far more is a fault of the meter.
    private double Plausible(double harvestW)
    {
        if (harvestW > 1.5 * panelW) return double.NaN;
        return harvestW;
    }
}
