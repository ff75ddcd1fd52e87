using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Contract;
using EdgeAgent.Fleet.Rules;
using EdgeAgent.Fleet.Store;
using EdgeAgent.Link;

namespace EdgeAgent.Fleet.Controller;

/// <content>Receipts: stored, applied in order, acknowledged after the commit, asked for when a number is missing.</content>
internal sealed partial class FleetController
{
    private readonly string _run = Guid.NewGuid().ToString("N");

    private void Receipts(DeviceEntry entry, InboundMessage message)
    {
        var document = JsonSerializer.Deserialize(message.Payload.Span, LinkJson.Wire.ReceiptDocument) ?? throw new JsonException("is null");
        if (!message.IsRetained) entry.Facts = entry.Facts with { LastSeenAt = _now };
        foreach (var item in document.Items.OrderBy(i => i.Seq)) Receipt(entry, new StoredItem(entry.Facts.Id, document.Epoch, item.Seq, item) { StoredAt = _now });
        _toAcknowledge.Add(entry.Facts.Id);
        entry.IsChanged = true;
    }

    private void Receipt(DeviceEntry entry, StoredItem item)
    {
        // The answer to a repeated submission may have no number: it says what became of the task, and is not part of the sequence.
        if (item.Seq <= 0)
        {
            Report(item);
            return;
        }

        entry.Cursor = entry.Cursor.Meet(item.Epoch, item.Seq);
        bool isNew = Writing().Add(item, entry.Cursor.IsBeyond(item.Epoch, item.Seq));
        entry.Cursor = entry.Cursor.Store(item.Epoch, item.Seq);
        if (entry.Cursor.HasPassed(item.Epoch, item.Seq))
        {
            if (isNew) Report(item);
            return;
        }

        // The usual case needs no look into the store.
        if (item.Epoch == entry.Cursor.Epoch && item.Seq == entry.Cursor.UpTo + 1 && item.Seq == entry.Cursor.Highest)
        {
            entry.Cursor = entry.Cursor.Advance();
            Report(item);
            return;
        }

        Drain(entry);
    }

    /// <summary>Applies what is stored and next in order; a number that is missing then is asked for.</summary>
    private void Drain(DeviceEntry entry)
    {
        if (entry.Cursor is not { Epoch: { } epoch, UpTo: { } upTo })
        {
            entry.NeedsSync = true;
            return;
        }

        if (upTo >= entry.Cursor.Highest) return;
        foreach (var item in _tables.Between(entry.Facts.Id, epoch, upTo).ToList())
        {
            if (item.Seq != entry.Cursor.UpTo + 1)
            {
                entry.NeedsSync = true;
                return;
            }

            entry.Cursor = entry.Cursor.Advance();
            Report(item);
        }
    }

    private void Synced(DeviceEntry entry, JsonElement data)
    {
        entry.NeedsSync = false;
        // Answered: a gap that comes later is asked for at once.
        entry.SyncAskedAt = null;
        if (entry.Cursor.Epoch is not { } epoch) return;
        string device = entry.Facts.Id;
        var before = entry.Cursor;
        entry.Cursor = before.Synced(data.GetProperty("first_seq").GetInt64());
        entry.IsChanged = true;
        if (entry.Cursor != before)
        {
            // What lies below the first that the device still has, and is not here, is gone. What is here counts.
            var stored = Writing().Between(device, epoch, before.UpTo ?? 0, entry.Cursor.UpTo!.Value).ToList();
            foreach (var item in stored) Report(item);
            if (before.UpTo is { } known) entry.Facts = entry.Facts with { ReceiptsMissing = entry.Facts.ReceiptsMissing + entry.Cursor.UpTo!.Value - known - stored.Count };
            _toAcknowledge.Add(device);
        }

        Drain(entry);
    }

    /// <summary>A receipt counts: once, in order.</summary>
    private void Report(StoredItem item)
    {
        if (item.Item.Id is not { } task || TaskIds.OrderOf(task) is not { } order) return;
        var outcome = Outcomes.From(item.Item.Status);
        string? reason = item.Item.Message ?? item.Item.Reason;
        if (_campaigns.TryGetValue(order, out var campaign)) Set(CampaignRules.Apply(campaign, new CampaignEvent.Reported(item.Device, task, outcome, reason), _now));
        else if (_pools.TryGetValue(order, out var pool)) Set(PoolRules.Apply(pool, new PoolEvent.Reported(item.Device, task, outcome, reason), _now));
        if (outcome.IsFinal()) Forget(task);
    }

    private void Forget(string task)
    {
        _sentAt.Remove("submit " + task);
        _sentAt.Remove("cancel " + task);
    }

    /// <summary>After the commit: acknowledgements, questions for what is missing, and what a page shows.</summary>
    private void Say()
    {
        foreach (string device in _toAcknowledge)
        {
            if (_devices[device].Cursor.UpTo is > 0 and { } upTo)
            {
                _out.Add(new OutboundMessage(_topics.ReceiptAck(device), Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"v":1,"up_to_seq":{{upTo}}}"""))));
            }
        }

        foreach (var entry in _devices.Values.Where(e => e.NeedsSync && IsThere(e.Facts))) AskSync(entry);
        ShowOrders();
    }

    private static bool IsThere(DeviceFacts facts) => facts.Status is null or "online";

    private void AskSync(DeviceEntry entry)
    {
        if (_now - entry.SyncAskedAt < _resendAfter) return;
        entry.SyncAskedAt = _now;
        entry.SyncToken = string.Create(CultureInfo.InvariantCulture, $"{_run}-{++_token}");
        Ask(entry.Facts.Id, "sync", new JsonObject { ["sync"] = entry.SyncToken }, []);
    }

    private void Ask(string device, string verb, JsonObject correlation, JsonObject arguments)
    {
        arguments["v"] = 1;
        arguments["reply_to"] = _topics.ReplyTo(device);
        arguments["correlation"] = correlation;
        _out.Add(new OutboundMessage(_topics.Control(device, verb), Encoding.UTF8.GetBytes(arguments.ToJsonString())));
    }
}
