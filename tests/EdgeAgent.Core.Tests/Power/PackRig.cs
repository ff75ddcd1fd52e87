using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Power;

/// <summary>A simulated pack, inexact instruments on it, and the estimator, which sees only their readings. Deterministic by seed.</summary>
internal sealed class PackRig
{
    private readonly Random _random;
    private readonly PackSpec _spec;
    private long _uptimeMs = 1_000_000;

    public PackRig(PackSpec spec, double soc, double capacityFactor = 1, double resistanceFactor = 1, int seed = 1, double celsius = 25)
    {
        _spec = spec;
        _random = new Random(seed);
        Celsius = celsius;
        Pack = new PackModel(spec, soc, celsius, capacityFactor, resistanceFactor);
        Estimator = new PowerEstimator(spec, new EstimatorSettings());
    }

    public PackModel Pack { get; }

    public PowerEstimator Estimator { get; set; }

    public double Celsius { get; }

    /// <summary>What the sensors offer.</summary>
    public bool HasCurrent { get; init; } = true;

    public bool HasGauge { get; init; }

    public bool HasLine { get; init; } = true;

    /// <summary>Standard deviation of one voltage reading per cell, V, and a gain error of the current, as shunts have.</summary>
    public double VoltNoise { get; init; } = 0.002;

    public double CurrentGain { get; init; } = 1.01;

    /// <summary>Offset of the current, A.</summary>
    public double CurrentOffset { get; init; } = 0.002;

    public bool IsPlugged { get; set; }

    public PowerState Last { get; private set; } = PowerState.Unknown;

    public Timestamp Now => new(DateTimeOffset.UnixEpoch.AddMilliseconds(_uptimeMs), _uptimeMs, ClockTrust.Ntp);

    public double TruePct => 100 * Pack.Soc;

    /// <summary>Lets a load (W) or, when plugged, a charger (rate of capacity per hour) work, sampling at each step.</summary>
    public void Run(double hours, double loadW, double chargeRate = 0.4, double stepSeconds = 30)
    {
        for (double at = 0; at < hours * 3600; at += stepSeconds)
        {
            double amperes = IsPlugged
                ? Pack.AmperesIn(chargeRate * _spec.CapacityAh, _spec.Cells * CellCurve.ChargeVolts(_spec.Chemistry))
                : -Pack.AmperesOut(loadW * (0.8 + 0.4 * _random.NextDouble()));
            if (IsPlugged && amperes < 0.03 * _spec.CapacityAh) amperes = 0;
            Pack.Pass(amperes, stepSeconds, Celsius);
            _uptimeMs += (long)(stepSeconds * 1000);
            Sample();
        }
    }

    public PowerState Sample() => Last = Estimator.Update([new SourceReading(0, Reading())], Now);

    public PowerReading Reading() => new()
    {
        DeviceTimeMs = _uptimeMs,
        VoltageV = Pack.Volts + _spec.Cells * VoltNoise * Gauss(),
        CurrentA = HasCurrent ? Pack.Amperes * CurrentGain + CurrentOffset : double.NaN,
        SocPct = HasGauge ? Math.Clamp(Math.Round(TruePct + Gauss(), 0), 0, 100) : double.NaN,
        TemperatureC = Pack.Celsius,
        ExternalPower = HasLine ? IsPlugged ? Presence.Present : Presence.Absent : Presence.Unknown,
    };

    private double Gauss() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
