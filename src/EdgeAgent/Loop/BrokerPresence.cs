using EdgeAgent.Contract;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Loop;

/// <summary>Tracks by the link's events whether the broker is connected, and switches the feeds that need it.</summary>
internal sealed class BrokerPresence(StatusFeed status, Outbox outbox, TaskFeed feed, PacketBudget budget, AlertSet alerts, ILogger log)
{
    private TimeSpan _keepAlive;

    public bool IsOnline { get; private set; }

    /// <summary>Number of the newest connection; 0 before the first.</summary>
    public long Session { get; private set; }

    /// <summary>All receipts and task states were sent, and none is in flight.</summary>
    public bool IsQuiet => outbox.IsQuiet && feed.IsQuiet;

    public void Connected(LinkFacts facts, in Timestamp now)
    {
        log.Connected(facts.Protocol, facts.Session, facts.SessionPresent, facts.KeepAlive.TotalSeconds);
        (IsOnline, Session, _keepAlive) = (true, facts.Session, facts.KeepAlive);
        alerts.Lower(Alerts.DuplicateId);
        // The link raises it again right after this event while a certificate ends soon.
        alerts.Lower(Alerts.CertificateExpiring);
        // The link also raises this one again, because each connection requests all subscriptions.
        alerts.Lower(Alerts.SubscriptionRefused);
        budget.Connected(facts);
        SayOnline(now);
        outbox.Online(facts);
        feed.Online(true);
    }

    /// <param name="isOwnWish">The device disconnected itself in order to sleep.</param>
    public void Disconnected(AgentEvent.Disconnected e, bool isOwnWish)
    {
        if (isOwnWish) log.LeftBroker();
        else log.Disconnected(e.Reason);
        if (e.Alert is not null) alerts.Raise(e.Alert);
        IsOnline = false;
        status.Offline();
        outbox.Offline();
        feed.Online(false);
    }

    public void Noticed(AgentEvent.LinkNotice e)
    {
        log.LinkNotice(e.Text);
        if (e.Alert is not null) alerts.Raise(e.Alert);
    }

    /// <summary>The outcome of a publish. False when its token belongs to none of the feeds.</summary>
    public bool Published(AgentEvent.Published e, in Timestamp now)
    {
        if (status.Published(e.Token, e.IsSuccess)) return true;
        if (!e.IsSuccess && IsOnline && alerts.Raise(Alerts.PublishRefused)) log.PublishRefused(e.Outcome);
        if (e.IsSuccess) alerts.Lower(Alerts.PublishRefused);
        return outbox.Published(e.Token, e.IsSuccess, now) || feed.Published(e.Token, e.IsSuccess);
    }

    /// <summary>Publishes <c>online</c>, the snapshot follows.</summary>
    public void SayOnline(in Timestamp now) => status.Birth(Session, _keepAlive, now);

    /// <summary>Publishes <c>sleeping</c>; nothing follows it until <see cref="SayOnline"/>.</summary>
    public void SaySleeping(string reason, DateTimeOffset? wakeAt, long token, in Timestamp now) => status.Sleeping(reason, wakeAt, now, token);

    /// <summary>Sends the snapshot soon, even if nothing changed.</summary>
    public void RefreshState() => status.WantState();
}
