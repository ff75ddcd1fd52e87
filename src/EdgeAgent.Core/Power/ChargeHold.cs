using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Power;

/// <summary>
/// Learns that a charger holds the pack below full, as its owner set it (a limit of 60 %, say) where the agent cannot read it: external power is there, nothing
/// flows, and the charge stays where it is. Such a pack is as full as it will get.
/// </summary>
public sealed class ChargeHold
{
    // Below this a pack that does not charge is more likely in trouble (too cold, worn, a weak adapter) than held.
    private const double LeastPct = 30;

    // What a pack may lose by itself, and a gauge may wander, in the time below.
    private const double MostDrift = 0.5;

    /// <summary>Where the charger says that it does not charge, or no current is measured in either direction.</summary>
    public static readonly TimeSpan AfterWord = TimeSpan.FromMinutes(3);

    /// <summary>Where only the charge itself is known: a slow charger moves it by a whole point in this time.</summary>
    public static readonly TimeSpan AfterDrift = TimeSpan.FromMinutes(12);

    private double _socPct = double.NaN;
    private long _sinceMs;

    /// <summary>Takes a sample; true while the pack is held.</summary>
    /// <param name="isExternal">External power is there and nothing contradicts it.</param>
    /// <param name="currentA">Positive into the pack; NaN when not measured.</param>
    /// <param name="deadbandA">A current below this has no sign.</param>
    public bool Update(bool isExternal, ChargeStatus reported, double currentA, double deadbandA, double socPct, in Timestamp now)
    {
        bool isStill = isExternal && socPct >= LeastPct && reported is ChargeStatus.NotCharging or ChargeStatus.Unknown && !(Math.Abs(currentA) > deadbandA);
        if (!isStill)
        {
            Forget();
            return false;
        }

        if (double.IsNaN(_socPct) || Math.Abs(socPct - _socPct) > MostDrift)
        {
            (_socPct, _sinceMs) = (socPct, now.DeviceTimeMs);
            return false;
        }

        bool isReported = reported == ChargeStatus.NotCharging || !double.IsNaN(currentA);
        return now.Since(_sinceMs) >= (isReported ? AfterWord : AfterDrift);
    }

    public void Forget() => _socPct = double.NaN;
}
