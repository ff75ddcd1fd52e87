using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Power;

/// <summary>
/// Whether external power is there, what the pack does with it, and since when: present is not charging, full is not unplugged, and powered only
/// after it stayed. Losing it counts at once; a doubtful sign of it never does.
/// </summary>
public sealed class ExternalPower(PackSpec? pack, EstimatorSettings settings)
{
    // A full pack keeps its word until this many points are gone: chargers let it sink before they top up.
    private const double FullRelease = 5;

    // A gauge's word lags behind a plug by some seconds.
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
    /// A line or adapter says that external power is there, and the pack drains all the same: by its own word, or by a current far beyond noise. Then
    /// external power does not count as powered, and the supplies that disagree are worth an alert.
    /// </summary>
    public bool IsContradicted { get; private set; }

    /// <summary>Time that is still missing until present power counts as powered; zero when it does or is absent.</summary>
    public TimeSpan SettleLeft(in Timestamp now)
    {
        if (_presentSinceMs == Never || IsPowered(now)) return TimeSpan.Zero;
        return settings.PowerSettle - now.Since(_presentSinceMs);
    }

    public bool IsPowered(in Timestamp now) =>
        Presence == Presence.Present && !IsContradicted && (_isFull || now.Since(_presentSinceMs) >= settings.PowerSettle);

    /// <summary>Takes what all fresh sources together say.</summary>
    /// <param name="flag">What lines, adapters and chargers say about the input.</param>
    /// <param name="reported">What the charger or gauge says about the flow.</param>
    /// <param name="currentA">Pack current of this sample, positive into it; NaN when not measured.</param>
    /// <param name="socPct">Present belief; NaN when unknown.</param>
    /// <param name="trend">Sign of the charge's drift over the last minutes: 1 rising, -1 falling, 0 not known.</param>
    public void Update(Presence flag, ChargeStatus reported, double currentA, double socPct, int trend, in Timestamp now)
    {
        CountFlow(currentA);
        CountReported(reported, currentA, now);
        Presence = Weigh(flag, reported, currentA, trend, now);
        IsContradicted = flag == Presence.Present && (Presence == Presence.Absent || (!_isFull && _hardDrainCount >= settings.ConsistentSamples));
        if (Presence != Presence.Present) _presentSinceMs = Never;
        else if (_presentSinceMs == Never || IsContradicted) _presentSinceMs = now.DeviceTimeMs;

        bool isHeld = _hold.Update(Presence == Presence.Present && !IsContradicted, reported, currentA, Deadband, socPct, now);
        _isFull = Presence == Presence.Present && (isHeld || JudgeFull(reported, currentA, socPct));
        Charging = Describe(reported, currentA, trend);
    }

    /// <summary>The currents that were counted are not to be believed.</summary>
    public void ForgetFlow()
    {
        _drainCount = 0;
        _hardDrainCount = 0;
        _flowInCount = 0;
    }

    /// <summary>Nothing fresh is known any more.</summary>
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

    // Offset of shunt amplifiers and what a protection board draws: below this a current has no sign.
    private double Deadband => pack is null ? 0.025 : Math.Max(0.015, 0.005 * pack.CapacityAh);

    private void CountFlow(double currentA)
    {
        if (double.IsNaN(currentA)) return;
        _flowInCount = currentA > Deadband ? _flowInCount + 1 : 0;
        _drainCount = currentA < -Deadband ? _drainCount + 1 : 0;
        _hardDrainCount = currentA < -Rest ? _hardDrainCount + 1 : 0;
    }

    // The pack's own word that it drains, unless a current that is measured says that it does not.
    private void CountReported(ChargeStatus reported, double currentA, in Timestamp now)
    {
        if (reported != ChargeStatus.Discharging || currentA >= -Deadband) (_reportedDrainCount, _reportedDrainMs) = (0, Never);
        else if (_reportedDrainCount++ == 0) _reportedDrainMs = now.DeviceTimeMs;
    }

    private bool IsDrainReported(in Timestamp now) => _reportedDrainCount >= settings.ConsistentSamples && now.Since(_reportedDrainMs) >= StatusLag;

    private Presence Weigh(Presence flag, ChargeStatus reported, double currentA, int trend, in Timestamp now)
    {
        // Charge that flows in needs a source, whatever an unconnected line says; it takes several samples to overrule the line.
        if (flag == Presence.Absent) return _flowInCount >= 2 * settings.ConsistentSamples ? Presence.Present : Presence.Absent;
        if (flag == Presence.Present) return IsDrainReported(now) ? Presence.Absent : Presence.Present;
        if (currentA < -Deadband) return Presence.Absent;
        if (currentA > Deadband || reported == ChargeStatus.Charging) return Presence.Present;
        if (reported == ChargeStatus.Discharging) return Presence.Absent;
        if (reported is ChargeStatus.Full or ChargeStatus.NotCharging) return Presence.Present;
        return trend switch
        {
            > 0 => Presence.Present,
            < 0 => Presence.Absent,
            _ when double.IsNaN(currentA) => Presence.Unknown,
            _ => Presence,
        };
    }

    // A charger that reports full is believed at any charge: it may be set to stop at 80 %.
    private bool JudgeFull(ChargeStatus reported, double currentA, double socPct)
    {
        bool drains = _drainCount >= settings.ConsistentSamples;
        if (reported == ChargeStatus.Full && !drains) return true;
        if (_isFull)
        {
            bool sank = socPct < settings.FullSocPct - FullRelease;
            bool fills = reported == ChargeStatus.Charging && currentA > Rest && socPct < settings.FullSocPct;
            return !sank && !fills && !(drains && socPct < settings.FullSocPct);
        }

        if (drains || !(socPct >= settings.FullSocPct)) return false;
        if (double.IsNaN(currentA)) return reported == ChargeStatus.NotCharging;
        return Math.Abs(currentA) <= Rest;
    }

    // Lithium chargers end at C/10 to C/20.
    private double Rest => pack is null ? 0.05 : Math.Max(Deadband, pack.CapacityAh / 20);

    private ChargeStatus Describe(ChargeStatus reported, double currentA, int trend)
    {
        if (Presence == Presence.Absent) return ChargeStatus.Discharging;
        if (Presence == Presence.Unknown) return reported;
        if (_isFull) return ChargeStatus.Full;
        if (currentA > Deadband) return ChargeStatus.Charging;
        if (_drainCount >= settings.ConsistentSamples) return ChargeStatus.Discharging;
        if (reported is ChargeStatus.Charging or ChargeStatus.Discharging) return reported;
        if (double.IsNaN(currentA) && reported == ChargeStatus.Unknown) return ByTrend(trend);
        return ChargeStatus.NotCharging;
    }

    private static ChargeStatus ByTrend(int trend) => trend switch
    {
        > 0 => ChargeStatus.Charging,
        < 0 => ChargeStatus.Discharging,
        _ => ChargeStatus.Unknown,
    };
}
