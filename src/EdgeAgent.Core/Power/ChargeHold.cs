using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Power;

/// <summary>
/// Detects a charger that holds the pack below full because of a charge limit (for example 60 %) that the agent cannot read: external
/// power is present, no current flows, and the charge does not change. Such a pack counts as full.
/// </summary>
internal sealed class ChargeHold
{
    // Below this charge, a pack that does not charge more likely has a fault (too cold, worn, a weak adapter) than a charge limit.
    private const double LeastPct = 30;

    // Self-discharge and drift of the gauge within the times below, percentage points.
    private const double MostDrift = 0.5;

    /// <summary>Time without change after which the pack counts as held, when the charger reports that it does not charge or the measured current is near zero.</summary>
    public static readonly TimeSpan AfterWord = TimeSpan.FromMinutes(3);

    /// <summary>The same when only the state of charge is known. A slow charger changes it by one point in this time.</summary>
    public static readonly TimeSpan AfterDrift = TimeSpan.FromMinutes(12);

    private double _socPct = double.NaN;
    private long _sinceMs;

    /// <summary>Takes a sample; returns true while the charger holds the pack.</summary>
    /// <param name="isExternal">External power is present and no other evidence contradicts it.</param>
    /// <param name="deadbandA">A current below this has no sign.</param>
    public bool Update(bool isExternal, in PackFlow flow, double deadbandA, in Timestamp now)
    {
        bool isStill = isExternal && flow.SocPct >= LeastPct && flow.Reported is ChargeStatus.NotCharging or ChargeStatus.Unknown && !(Math.Abs(flow.CurrentA) > deadbandA);
        if (!isStill)
        {
            Forget();
            return false;
        }

        if (double.IsNaN(_socPct) || Math.Abs(flow.SocPct - _socPct) > MostDrift)
        {
            (_socPct, _sinceMs) = (flow.SocPct, now.DeviceTimeMs);
            return false;
        }

        bool isReported = flow.Reported == ChargeStatus.NotCharging || !double.IsNaN(flow.CurrentA);
        return now.Since(_sinceMs) >= (isReported ? AfterWord : AfterDrift);
    }

    public void Forget() => _socPct = double.NaN;
}
