using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Power;

/// <summary>
/// Merges all sources into one <see cref="PowerState"/>: it checks plausibility, then estimates the charge (coulombs, gauge, rest voltage),
/// then external power. Not thread-safe; the sampling thread owns it. Without a configured pack it uses a gauge but no voltages, because
/// the same voltage means another charge for each chemistry.
/// </summary>
public sealed partial class PowerEstimator
{
    private readonly PackSpec? _pack;
    private readonly EstimatorSettings _settings;
    private readonly SourceTable _sources;
    private readonly ExternalPower _external;
    private readonly ChargeEvidence _charge;
    private readonly LowChargeGuard _guard;
    private readonly ChargeRate _rate;
    private readonly CurrentSign _sign;
    private readonly long[] _rejected = new long[Enum.GetValues<RejectReason>().Length];

    private long _lastMs = -1;

    /// <param name="pack">Null when no pack is configured.</param>
    public PowerEstimator(PackSpec? pack, EstimatorSettings settings)
    {
        _pack = pack;
        _settings = settings;
        _sources = new SourceTable(pack, settings, _rejected);
        _external = new ExternalPower(pack, settings);
        _charge = new ChargeEvidence(pack, settings, _rejected);
        _guard = new LowChargeGuard(settings);
        _rate = new ChargeRate();
        _sign = new CurrentSign(pack);
    }

    /// <summary>
    /// Hours of the pack per hour of device time: 1, and more only for an accelerated simulation. Settle times and ages are in device time.
    /// </summary>
    public double PackSpeed { get; set; } = 1;

    /// <summary>Number of rejected values so far.</summary>
    public long RejectedValues => _rejected.Sum();

    /// <summary>Number of values rejected for one reason.</summary>
    public long Rejected(RejectReason reason) => _rejected[(int)reason];

    /// <summary>True while a doubtful value needs further samples, so the next one should follow soon.</summary>
    public bool WantsConfirmation => _charge.IsDoubtful || _guard.IsPending;

    /// <summary>Time until external power counts as powered; zero when nothing is pending.</summary>
    public TimeSpan SettleLeft(in Timestamp now) => _external.SettleLeft(now);

    /// <summary>
    /// Takes the readings of all sources that could be read at <paramref name="now"/> and returns the new state. The list may be empty; then
    /// the earlier values age.
    /// </summary>
    public PowerState Update(IReadOnlyList<SourceReading> readings, in Timestamp now)
    {
        bool anyFresh = _sources.Take(readings, now);
        var fused = _sources.Fuse(now, _settings.StaleAfter);
        _sign.Update(fused.ExternalPower, fused.FreshCurrentA, fused.FreshVoltageV, now);
        if (_sign.IsReversed)
        {
            fused.CurrentA = fused.FreshCurrentA = double.NaN;
            _external.ForgetFlow();
        }

        double hours = _lastMs < 0 ? 0 : Math.Max(0, now.DeviceTimeMs - _lastMs) / 3_600_000.0;
        hours *= PackSpeed;
        _lastMs = now.DeviceTimeMs;

        bool hasBattery = fused.Battery != Presence.Absent;
        if (hasBattery) _charge.Update(fused, hours, _external.Charging, now);
        else _charge.Forget();

        double soc = _charge.SocPct;
        if (fused.HasInputEvidence) _external.Update(fused.ExternalPower, new PackFlow(fused.Status, fused.FreshCurrentA, soc, _charge.Trend), now);
        else _external.Forget();
        _rate.Update(fused.FreshCurrentA, _charge, hours, _external.Presence == Presence.Present);

        if (anyFresh && hasBattery) _guard.Add(soc);
        return Describe(fused, hasBattery, soc, now);
    }

    /// <summary>The pack was exchanged: forgets the charge, keeps the learned resistance and capacity.</summary>
    public void ForgetCharge()
    {
        _charge.Forget();
        _guard.Forget();
    }

    // On battery the pack delivers the whole load.
    private double Load(in FusedReading fused, double power)
    {
        if (!double.IsNaN(fused.LoadW)) return fused.LoadW;
        if (_external.Presence == Presence.Absent) return Math.Max(0, -power);
        return double.NaN;
    }

    private PowerState Describe(in FusedReading fused, bool hasBattery, double soc, in Timestamp now)
    {
        double published = hasBattery ? _guard.Publish(soc) : double.NaN;
        double power = fused.VoltageV * fused.CurrentA;
        return new PowerState
        {
            SocPct = Known(published),
            VoltageV = Known(fused.VoltageV),
            CurrentA = Known(fused.CurrentA),
            PowerW = Known(power),
            LoadW = Known(Load(fused, power)),
            HarvestW = Known(fused.HarvestW),
            TemperatureC = Known(fused.TemperatureC),
            Source = _external.Presence switch
            {
                Presence.Unknown => PowerSource.Unknown,
                Presence.Absent => PowerSource.Battery,
                Presence.Present => PowerSource.External,
            },
            Charging = hasBattery ? _external.Charging : ChargeStatus.NotCharging,
            Quality = Quality(fused, hasBattery, now),
            RatePctPerHour = hasBattery ? Known(100 * _rate.PerHour(_charge.CapacityAh, PackSpeed)) : null,
            EmptyPct = hasBattery ? EmptyPct(fused.TemperatureC) : 0,
            HealthPct = Known(_charge.HealthPct),
            // Without a battery the device runs on external power, so no settle time is needed.
            IsPowered = _external.IsPowered(now) || (!hasBattery && _external.Presence == Presence.Present),
            PoweredIn = hasBattery && _external is { Presence: Presence.Present, IsContradicted: false } && !_external.IsPowered(now) ? _external.SettleLeft(now) : null,
            HasBattery = hasBattery,
            IsContradicted = hasBattery && _external.IsContradicted,
            IsCurrentReversed = _sign.IsReversed,
        };
    }

    private PowerQuality Quality(in FusedReading fused, bool hasBattery, in Timestamp now)
    {
        if (fused.NewestMs < 0 || now.Since(fused.NewestMs) > _settings.StaleAfter) return PowerQuality.Stale;
        if (!hasBattery) return PowerQuality.Measured;
        var quality = _charge.Quality(now);
        // When sources contradict each other, no value counts as measured.
        bool isDoubtful = _external.IsContradicted || _sign.IsReversed;
        if (isDoubtful && quality == PowerQuality.Measured) return PowerQuality.Estimated;
        return quality;
    }

    private double EmptyPct(double celsius)
    {
        if (_pack is null) return 0;
        return 100 * (1 - CellCurve.UsableFraction(_pack.Chemistry, celsius));
    }

    private static double? Known(double value)
    {
        if (double.IsFinite(value)) return value;
        return null;
    }
}
