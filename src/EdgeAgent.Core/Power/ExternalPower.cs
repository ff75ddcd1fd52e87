using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Power;

/// <summary>
/// Decides whether external power is present, since when, and whether the pack charges. Present does not imply charging, a full pack is not
/// unplugged, and the device counts as powered only after the settle time. A loss counts at once.
/// </summary>
public sealed class ExternalPower(PackSpec? pack, EstimatorSettings settings)
{
    // A full pack stays full until its charge falls by this many points: chargers let it sink before they charge again.
    private const double FullRelease = 5;

    // A gauge reports a plug or an unplug some seconds late.
    private static readonly TimeSpan StatusLag = TimeSpan.FromSeconds(30);

    private const long Never = -1;

    private readonly ChargeHold _hold = new();

    private long _presentSinceMs = Never;
    private long _reportedDrainMs = Never;
    private int _reportedDrainCount;
    private int _hardDrainCount;
    private int _drainCount;
    private int _flowInCount;
    private bool _isFull;

    public Presence Presence { get; private set; }

    public ChargeStatus Charging { get; private set; }

    /// <summary>
    /// A line or adapter reports external power, but the pack discharges, as the gauge or charger reports or a current well above noise shows.
    /// Then the device does not count as powered, and the agent raises an alert.
    /// </summary>
    public bool IsContradicted { get; private set; }

    /// <summary>Time until present external power counts as powered; zero when it already does or is absent.</summary>
    public TimeSpan SettleLeft(in Timestamp now)
    {
        if (_presentSinceMs == Never || IsPowered(now)) return TimeSpan.Zero;
        return settings.PowerSettle - now.Since(_presentSinceMs);
    }

    public bool IsPowered(in Timestamp now) =>
        Presence == Presence.Present && !IsContradicted && (_isFull || now.Since(_presentSinceMs) >= settings.PowerSettle);

    /// <summary>Takes the fused reports of all sources.</summary>
    /// <param name="flag">Presence of external power as lines, adapters and chargers report it.</param>
    public void Update(Presence flag, in PackFlow flow, in Timestamp now)
    {
        CountFlow(flow.CurrentA);
        CountReported(flow, now);
        Presence = Weigh(flag, flow, now);
        IsContradicted = flag == Presence.Present && (Presence == Presence.Absent || (!_isFull && _hardDrainCount >= settings.ConsistentSamples));
        if (Presence != Presence.Present) _presentSinceMs = Never;
        else if (_presentSinceMs == Never || IsContradicted) _presentSinceMs = now.DeviceTimeMs;

        bool isHeld = _hold.Update(Presence == Presence.Present && !IsContradicted, flow, Deadband, now);
        _isFull = Presence == Presence.Present && (isHeld || JudgeFull(flow));
        Charging = Describe(flow);
    }

    /// <summary>Drops what was learned from currents, because their sign is wrong.</summary>
    public void ForgetFlow()
    {
        _drainCount = 0;
        _hardDrainCount = 0;
        _flowInCount = 0;
    }

    /// <summary>Resets to unknown, because no fresh value is left.</summary>
    public void Forget()
    {
        Presence = Presence.Unknown;
        Charging = ChargeStatus.Unknown;
        _presentSinceMs = Never;
        _isFull = false;
        IsContradicted = false;
        _hold.Forget();
        _reportedDrainMs = Never;
        _reportedDrainCount = 0;
        ForgetFlow();
    }

    // Offset of shunt amplifiers and consumption of a protection board, A: below this the sign of a current means nothing.
    private double Deadband => pack is null ? 0.025 : Math.Max(0.015, 0.005 * pack.CapacityAh);

    private void CountFlow(double currentA)
    {
        if (double.IsNaN(currentA)) return;
        if (currentA > Deadband) _flowInCount++;
        else _flowInCount = 0;
        if (currentA < -Deadband) _drainCount++;
        else _drainCount = 0;
        if (currentA < -Rest) _hardDrainCount++;
        else _hardDrainCount = 0;
    }

    // Counts reports of discharge; a measured current that does not flow out of the pack overrules them.
    private void CountReported(in PackFlow flow, in Timestamp now)
    {
        if (flow.Reported != ChargeStatus.Discharging || flow.CurrentA >= -Deadband) (_reportedDrainCount, _reportedDrainMs) = (0, Never);
        else if (_reportedDrainCount++ == 0) _reportedDrainMs = now.DeviceTimeMs;
    }

    private bool IsDrainReported(in Timestamp now) => _reportedDrainCount >= settings.ConsistentSamples && now.Since(_reportedDrainMs) >= StatusLag;

    private Presence Weigh(Presence flag, in PackFlow flow, in Timestamp now)
    {
        // A current into the pack needs external power, even if an unconnected line reads absent; several samples overrule the line.
        if (flag == Presence.Absent && _flowInCount >= 2 * settings.ConsistentSamples) return Presence.Present;
        if (flag == Presence.Present && IsDrainReported(now)) return Presence.Absent;
        if (flag != Presence.Unknown) return flag;
        if (flow.CurrentA < -Deadband) return Presence.Absent;
        if (flow.CurrentA > Deadband || flow.Reported == ChargeStatus.Charging) return Presence.Present;
        if (flow.Reported == ChargeStatus.Discharging) return Presence.Absent;
        if (flow.Reported is ChargeStatus.Full or ChargeStatus.NotCharging) return Presence.Present;
        return flow.Trend switch
        {
            > 0 => Presence.Present,
            < 0 => Presence.Absent,
            _ when double.IsNaN(flow.CurrentA) => Presence.Unknown,
            _ => Presence,
        };
    }

    // A report of full is believed at any charge, because the charger may be set to stop at 80 %.
    private bool JudgeFull(in PackFlow flow)
    {
        bool drains = _drainCount >= settings.ConsistentSamples;
        if (flow.Reported == ChargeStatus.Full && !drains) return true;
        if (_isFull)
        {
            bool sank = flow.SocPct < settings.FullSocPct - FullRelease;
            bool fills = flow.Reported == ChargeStatus.Charging && flow.CurrentA > Rest && flow.SocPct < settings.FullSocPct;
            return !sank && !fills && !(drains && flow.SocPct < settings.FullSocPct);
        }

        if (drains || !(flow.SocPct >= settings.FullSocPct)) return false;
        if (double.IsNaN(flow.CurrentA)) return flow.Reported == ChargeStatus.NotCharging;
        return Math.Abs(flow.CurrentA) <= Rest;
    }

    // Current below which charging has ended, A: lithium chargers stop at C/10 to C/20.
    private double Rest => pack is null ? 0.05 : Math.Max(Deadband, pack.CapacityAh / 20);

    private ChargeStatus Describe(in PackFlow flow)
    {
        if (Presence == Presence.Absent) return ChargeStatus.Discharging;
        if (Presence == Presence.Unknown) return flow.Reported;
        if (_isFull) return ChargeStatus.Full;
        if (flow.CurrentA > Deadband) return ChargeStatus.Charging;
        if (_drainCount >= settings.ConsistentSamples) return ChargeStatus.Discharging;
        if (flow.Reported is ChargeStatus.Charging or ChargeStatus.Discharging) return flow.Reported;
        if (double.IsNaN(flow.CurrentA) && flow.Reported == ChargeStatus.Unknown) return ByTrend(flow.Trend);
        return ChargeStatus.NotCharging;
    }

    private static ChargeStatus ByTrend(int trend) => trend switch
    {
        > 0 => ChargeStatus.Charging,
        < 0 => ChargeStatus.Discharging,
        _ => ChargeStatus.Unknown,
    };
}
