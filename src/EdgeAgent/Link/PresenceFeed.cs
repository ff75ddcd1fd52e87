using EdgeAgent.Contract;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Link;

/// <summary>Publishes <c>status</c>: online, offline, sleeping and the will, each with the interval at which the device reports.</summary>
internal sealed class PresenceFeed(DocumentSender sender, DeviceCard card, ReportPace pace)
{
    private TimeSpan _announcedInterval;
    private long _session;
    private TimeSpan _keepAlive;

    /// <summary>Keep-alive in force.</summary>
    public TimeSpan KeepAlive => _keepAlive;

    /// <summary>Makes the will of a connection. May be called from the session's thread.</summary>
    public OutboundMessage Will(long session, TimeSpan keepAlive, in Timestamp now) =>
        Message(Document(DevicePresence.Lost, "connection lost") with { Session = session, KeepAliveS = keepAlive.TotalSeconds }, now);

    public void Birth(long session, TimeSpan keepAlive, in Timestamp now)
    {
        (_session, _keepAlive) = (session, keepAlive);
        PublishOnline(now);
    }

    /// <summary>Publishes the status again when the interval has changed with the mode.</summary>
    public void RefreshInterval(in Timestamp now)
    {
        if (_announcedInterval != pace.StateEvery) PublishOnline(now);
    }

    public void Sleeping(string reason, DateTimeOffset? wakeAt, long token, in Timestamp now) =>
        sender.Publish(Message(Document(DevicePresence.Sleeping, reason) with { NextWakeAt = wakeAt }, now) with { Token = token });

    public void Goodbye(string reason, long token, in Timestamp now) =>
        sender.Publish(Message(Document(DevicePresence.Offline, reason), now) with { Token = token });

    private void PublishOnline(in Timestamp now)
    {
        _announcedInterval = pace.StateEvery;
        sender.Publish(Message(Document(DevicePresence.Online, null), now));
    }

    private OutboundMessage Message(StatusDocument document, in Timestamp now) =>
        sender.Message(sender.Topics.Status, document, LinkJson.Wire.StatusDocument, now) with { IsRetained = true };

    private StatusDocument Document(DevicePresence state, string? reason) => new()
    {
        State = state,
        Session = _session,
        Reason = reason,
        AgentVersion = card.AgentVersion,
        Caps = card.Caps,
        Groups = card.Device.Groups,
        Tags = card.Device.Tags,
        Timezone = card.Device.TimeZone.Id,
        IntervalS = pace.StateEvery.TotalSeconds,
        KeepAliveS = _keepAlive.TotalSeconds,
    };
}
