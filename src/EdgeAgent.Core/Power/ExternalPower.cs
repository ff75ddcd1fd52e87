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
    private long _toldDrainMs = Never;
    private int _toldDrainCount;
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
    public TimeSpan SettleLeft(in Timestamp now) =>
        _presentSinceMs == Never || IsPowered(now) ? TimeSpan.Zero : settings.PowerSettle - now.Since(_presentSinceMs);

    public bool IsPowered(in Timestamp now) =>
        Presence == Presence.Present && !IsContradicted && (_isFull || now.Since(_presentSinceMs) >= settings.PowerSettle);

    /// <summary>Takes what all fresh sources together say.</summary>
    /// <param name="flag">What lines, adapters and chargers say about the input.</param>
    /// <param name="told">What the charger or gauge says about the flow.</param>
    /// <param name="currentA">Pack current of this sample, positive into it; NaN when not measured.</param>
    /// <param name="socPct">Present belief; NaN when unknown.</param>
    /// <param name="trend">Sign of the charge's drift over the last minutes: 1 rising, -1 falling, 0 not known.</param>
    public void Update(Presence flag, ChargeStatus told, double currentA, double socPct, int trend, in Timestamp now)
    {
        CountFlow(currentA);
        CountTold(told, currentA, now);
        Presence = Weigh(flag, told, currentA, trend, now);
        IsContradicted = flag == Presence.Present && (Presence == Presence.Absent || (!_isFull && _hardDrainCount >= settings.ConsistentSamples));
        if (Presence != Presence.Present) _presentSinceMs = Never;
        else if (_presentSinceMs == Never || IsContradicted) _presentSinceMs = now.DeviceTimeMs;

        bool isHeld = _hold.Update(Presence == Presence.Present && !IsContradicted, told, currentA, Deadband, socPct, now);
        _isFull = Presence == Presence.Present && (isHeld || JudgeFull(told, currentA, socPct));
        Charging = Describe(told, currentA, trend);
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
        _toldDrainMs = Never;
        _toldDrainCount = 0;
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
    private void CountTold(ChargeStatus told, double currentA, in Timestamp now)
    {
        if (told != ChargeStatus.Discharging || currentA >= -Deadband) (_toldDrainCount, _toldDrainMs) = (0, Never);
        else if (_toldDrainCount++ == 0) _toldDrainMs = now.DeviceTimeMs;
    }

    private bool IsDrainTold(in Timestamp now) => _toldDrainCount >= settings.ConsistentSamples && now.Since(_toldDrainMs) >= StatusLag;

    private Presence Weigh(Presence flag, ChargeStatus told, double currentA, int trend, in Timestamp now)
    {
        // Charge that flows in needs a source, whatever an unconnected line says; it takes several samples to overrule the line.
        if (flag == Presence.Absent) return _flowInCount >= 2 * settings.ConsistentSamples ? Presence.Present : Presence.Absent;
        if (flag == Presence.Present) return IsDrainTold(now) ? Presence.Absent : Presence.Present;
        if (currentA < -Deadband) return Presence.Absent;
        if (currentA > Deadband || told == ChargeStatus.Charging) return Presence.Present;
        if (told == ChargeStatus.Discharging) return Presence.Absent;
        if (told is ChargeStatus.Full or ChargeStatus.NotCharging) return Presence.Present;
        return trend switch
        {
            > 0 => Presence.Present,
            < 0 => Presence.Absent,
            _ => double.IsNaN(currentA) ? Presence.Unknown : Presence,
        };
    }

    // A charger that says so is believed at any charge: it may be told to stop at 80 %.
    private bool JudgeFull(ChargeStatus told, double currentA, double socPct)
    {
        bool drains = _drainCount >= settings.ConsistentSamples;
        if (told == ChargeStatus.Full && !drains) return true;
        if (_isFull)
        {
            bool sank = socPct < settings.FullSocPct - FullRelease;
            bool fills = told == ChargeStatus.Charging && currentA > Rest && socPct < settings.FullSocPct;
            return !sank && !fills && !(drains && socPct < settings.FullSocPct);
        }

        if (drains || !(socPct >= settings.FullSocPct)) return false;
        return double.IsNaN(currentA) ? told == ChargeStatus.NotCharging : Math.Abs(currentA) <= Rest;
    }

    // Lithium chargers end at C/10 to C/20.
    private double Rest => pack is null ? 0.05 : Math.Max(Deadband, pack.CapacityAh / 20);

    private ChargeStatus Describe(ChargeStatus told, double currentA, int trend)
    {
        if (Presence == Presence.Absent) return ChargeStatus.Discharging;
        if (Presence == Presence.Unknown) return told;
        if (_isFull) return ChargeStatus.Full;
        if (currentA > Deadband) return ChargeStatus.Charging;
        if (_drainCount >= settings.ConsistentSamples) return ChargeStatus.Discharging;
        if (told is ChargeStatus.Charging or ChargeStatus.Discharging) return told;
        return double.IsNaN(currentA) && told == ChargeStatus.Unknown ? ByTrend(trend) : ChargeStatus.NotCharging;
    }

    private static ChargeStatus ByTrend(int trend) => trend switch
    {
        > 0 => ChargeStatus.Charging,
        < 0 => ChargeStatus.Discharging,
        _ => ChargeStatus.Unknown,
    };
}
