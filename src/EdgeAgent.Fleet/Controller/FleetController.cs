using System.Text.Json;
using EdgeAgent.Contract;
using EdgeAgent.Fleet.Store;
using EdgeAgent.Link;
using EdgeAgent.Options;

namespace EdgeAgent.Fleet.Controller;

/// <summary>
/// One step of the controller: takes what has arrived, applies the rules, commits, and only then returns what to publish. Used by one thread.
/// A request without an answer is published again, also after a restart; a repetition changes nothing at its receiver.
/// </summary>
internal sealed class FleetController
{
    private readonly FleetTopics _topics;
    private readonly FleetStep _step;
    private readonly DeviceRegistry _devices;
    private readonly OrderBook _orders;
    private readonly ReceiptIntake _receipts;
    private readonly ReceiptPruning _pruning;
    private readonly OrderProgress _progress;
    private readonly OrderPages _pages;
    private readonly FleetVerbs _verbs;

    /// <param name="resendAfter">Waiting time for an answer before a message is published again.</param>
    /// <param name="keepReceipts">A receipt is deleted this long after it was stored; null for the usual time.</param>
    public FleetController(IFleetStore store, FleetTopics topics, TimeSpan resendAfter, TimeSpan? keepReceipts = null)
    {
        _topics = topics;
        _step = new FleetStep(store);
        _devices = new DeviceRegistry(_step);
        _orders = new OrderBook(_step);
        var requests = new DeviceRequests(_step, topics, resendAfter);
        _receipts = new ReceiptIntake(_step, topics, requests, _orders);
        _pruning = new ReceiptPruning(_step, _devices, keepReceipts ?? ReceiptPruning.UsualTime);
        _progress = new OrderProgress(_step, _devices, _orders, requests);
        _pages = new OrderPages(_step, topics, _orders);
        _verbs = new FleetVerbs(_step, topics, _devices, _orders);
    }

    public int DeviceCount => _devices.Count;

    /// <summary>Handles messages and the passing of time. When it returns, their effects are stored.</summary>
    /// <exception cref="IOException">The store failed: nothing of the step is stored, and this object must not be used any more.</exception>
    public IReadOnlyList<OutboundMessage> Handle(IReadOnlyList<InboundMessage> messages, DateTimeOffset now)
    {
        _step.Begin(now);
        try
        {
            foreach (var message in messages) Take(message);
            _progress.Advance();
            _pruning.PruneOne();
            _devices.SaveFacts();
            _step.Commit();
        }
        catch
        {
            _step.Rollback();
            throw;
        }

        _receipts.Acknowledge();
        _receipts.AskForMissing(_devices.All);
        _pages.Show();
        return _step.Outgoing;
    }

    private void Take(InboundMessage message)
    {
        if (message.Topic.StartsWith(_topics.CommandPrefix, StringComparison.Ordinal))
        {
            if (!message.IsRetained) _verbs.Take(message.Topic[_topics.CommandPrefix.Length..], message);
            return;
        }

        // Messages below the controller's own name do not come from a device.
        if (_topics.Split(message.Topic) is not var (device, tail) || device == Topics.Fleet || !DeviceOptions.IsName(device) || message.Payload.IsEmpty) return;
        var entry = _devices.FindOrAdd(device);
        try
        {
            Take(entry, tail, message);
            entry.Fault = null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            // An unreadable document of one device must not stop the work for the others.
            entry.Fault = $"{tail}: {e.Message}";
        }
    }

    private void Take(DeviceEntry entry, string tail, InboundMessage message)
    {
        switch (tail)
        {
            case TopicNames.Status:
                _devices.TakeStatus(entry, message);
                _orders.Join(entry.Facts);
                break;
            case TopicNames.State:
                _devices.TakeState(entry, message);
                _orders.Join(entry.Facts);
                break;
            case TopicNames.Receipt:
                _receipts.Take(entry, message);
                break;
            default:
                if (FleetTopics.IsReply(tail)) TakeReply(entry, message);
                else if (FleetTopics.TaskOf(tail) is { } task) _progress.TakeTaskState(entry, task, message);
                break;
        }
    }

    // The correlation names the request that this answers (DeviceRequests).
    private void TakeReply(DeviceEntry entry, InboundMessage message)
    {
        using var document = JsonDocument.Parse(message.Payload);
        var reply = document.RootElement;
        if (!reply.TryGetProperty("correlation", out var asked) || asked.ValueKind != JsonValueKind.Object) return;
        entry.Facts = entry.Facts with { LastSeenAt = _step.Now };
        bool isOk = reply.TryGetProperty("ok", out var ok) && ok.ValueKind == JsonValueKind.True;
        string error = reply.TryGetProperty("error", out var text) ? text.GetString() ?? "" : "";
        if (asked.TryGetProperty("sync", out var token) && token.GetString() == entry.SyncToken && isOk)
        {
            _receipts.TakeSync(entry, reply.GetProperty("data"));
        }
        else if (asked.TryGetProperty("cancel", out var task) && !isOk)
        {
            if (error.Contains("there is no task", StringComparison.Ordinal)) _orders.ReportUnknown(entry.Facts.Id, task.GetString() ?? "");
        }
        else if (asked.TryGetProperty("pool", out _))
        {
            _progress.TakeOffer(entry, asked, isOk ? reply.GetProperty("data") : null, error);
        }
    }
}
