using EdgeAgent.Contract;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Link;

/// <summary>Publishes the retained snapshot <c>state</c> when it changed enough or when it is due.</summary>
/// <param name="socThresholdPct">Change of the charge that is sent at once, percentage points.</param>
internal sealed class SnapshotFeed(DocumentSender sender, ReportPace pace, double socThresholdPct)
{
    // Changes within this time are sent as one document.
    private const long LeastGapMs = 500;

    private long _lastMs = long.MinValue / 2;
    private StateMarks? _lastMarks;
    private double? _lastSoc;
    private bool _isWanted;

    /// <summary>Device time at which the next snapshot is due at the latest.</summary>
    public long ReportDueMs => _lastMs + EveryMs;

    /// <summary>Device time at which <see cref="Pump"/> has something to do.</summary>
    public long DueMs => _lastMs + (_isWanted ? LeastGapMs : EveryMs);

    private long EveryMs => (long)pace.StateEvery.TotalMilliseconds;

    /// <summary>Sends the snapshot with the next <see cref="Pump"/>, even if nothing changed.</summary>
    public void Want() => _isWanted = true;

    /// <summary>Sends the snapshot with the next <see cref="Pump"/>, even if one was sent just before.</summary>
    public void WantAtOnce(in Timestamp now)
    {
        _isWanted = true;
        _lastMs = now.DeviceTimeMs - LeastGapMs;
    }

    /// <summary>True when a snapshot was sent.</summary>
    public bool Pump(in StateOffer offer, in Timestamp now)
    {
        _isWanted |= offer.Marks != _lastMarks || HasChargeMoved(offer.SocPct);
        if (now.DeviceTimeMs < DueMs) return false;
        _isWanted = false;
        (_lastMs, _lastMarks, _lastSoc) = (now.DeviceTimeMs, offer.Marks, offer.SocPct ?? _lastSoc);
        sender.Publish(sender.Fitted(sender.Topics.State, offer.Make(), LinkJson.Wire.StateDocument, StateFit.Write) with { IsRetained = true });
        return true;
    }

    private bool HasChargeMoved(double? soc) => soc is { } now && (_lastSoc is not { } before || Math.Abs(now - before) >= socThresholdPct);
}
