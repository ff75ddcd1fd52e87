using EdgeAgent.Contract;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors;

namespace EdgeAgent.Loop;

/// <summary>The newest sample and what follows from it: the operating mode, its limits, the alerts about power and sensors.</summary>
/// <param name="staleAfter">Samples older than this are not used.</param>
internal sealed class PowerView(ModeSettings modes, TimeSpan staleAfter, HoldBook holds, AlertSet alerts)
{
    // The sensors answer soon after the start; until then every task would be reported as waiting for an unknown power state.
    private const long SamplePatienceMs = 5_000;
    private const double LowBatteryPct = 20;

    /// <summary>Null until the first sample.</summary>
    public PowerSnapshot? Sample { get; private set; }

    public PowerState Power { get; private set; } = PowerState.Unknown;

    public SystemState System { get; private set; } = SystemState.Unknown;

    /// <summary>The mode by state of charge; null until the first sample.</summary>
    public OperatingMode? MeasuredMode { get; private set; }

    /// <summary><see cref="MeasuredMode"/>, or <see cref="OperatingMode.Minimal"/> until the first sample.</summary>
    public OperatingMode Mode => MeasuredMode ?? OperatingMode.Minimal;

    /// <summary>The mode under the user's limit.</summary>
    public OperatingMode ModeInForce => OperatingModes.Under(holds.Current.Ceiling, Mode);

    public LiveLimits Limits => OperatingModes.Limits(ModeInForce);

    /// <summary>There is no sample yet, or the last one is from before a sleep.</summary>
    public bool AwaitsSample { get; private set; } = true;

    /// <summary>Device time until which a sample is awaited, ms.</summary>
    public long AwaitedUntilMs { get; private set; }

    public void AwaitSample(in Timestamp now)
    {
        AwaitsSample = true;
        AwaitedUntilMs = now.DeviceTimeMs + SamplePatienceMs;
    }

    /// <summary>Stops waiting for an overdue sample and uses the last one.</summary>
    public void GiveUpOverdueSample(in Timestamp now)
    {
        if (now.DeviceTimeMs >= AwaitedUntilMs) AwaitsSample = false;
    }

    /// <summary>The power state at this time; an old sample is stale.</summary>
    public PowerState AsOf(in Timestamp now) => Sample?.AsOf(now, staleAfter) ?? PowerState.Unknown;

    /// <summary>The system state. When the broker is connected there is a network, also on a LAN without a default route.</summary>
    public SystemState SystemAsSeen(bool isOnline)
    {
        if (isOnline && System.Network == NetworkKind.None) return System with { Network = NetworkKind.Any };
        return System;
    }

    /// <summary>Takes a sample. True when it changes the operating mode.</summary>
    public bool Observe(PowerSnapshot snapshot, in Timestamp now)
    {
        (Sample, Power, System) = (snapshot, snapshot.Power, snapshot.System);
        AwaitsSample = false;
        SetAlerts(snapshot, now);
        var before = MeasuredMode;
        MeasuredMode = OperatingModes.Next(before, Power, modes);
        return MeasuredMode != before;
    }

    private void SetAlerts(PowerSnapshot snapshot, in Timestamp now)
    {
        alerts.Set(Alerts.LowBattery, Power.Source == PowerSource.Battery && Power.Quality != PowerQuality.Stale && Power.SocPct < LowBatteryPct);
        alerts.Set(Alerts.Undervoltage, Power.IsUndervoltage || System.IsUndervoltage);
        alerts.Set(Alerts.StaleSensor, snapshot.Sensors.Any(s => s.Quality == PowerQuality.Stale));
        alerts.Set(Alerts.PowerContradiction, Power.IsContradicted);
        alerts.Set(Alerts.CurrentSignReversed, Power.IsCurrentReversed);
        alerts.Set(Alerts.ImplausibleSensor, snapshot.Sensors.Any(s => s.IsDoubtful));
        alerts.Set(Alerts.ClockUnsynced, !now.IsTrusted);
    }
}
