using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeAgent.Contract;
using EdgeAgent.Fleet.Rules;
using EdgeAgent.Fleet.Store;
using EdgeAgent.Link;

namespace EdgeAgent.Fleet.Controller;

/// <summary>Stores receipts, applies them in order, acknowledges them after the commit, and asks for missing numbers.</summary>
internal sealed class ReceiptIntake(FleetStep step, FleetTopics topics, DeviceRequests requests, OrderBook orders)
{
    private readonly HashSet<DeviceEntry> _toAcknowledge = [];

    public void Take(DeviceEntry entry, InboundMessage message)
    {
        var document = JsonSerializer.Deserialize(message.Payload.Span, LinkJson.Wire.ReceiptDocument) ?? throw new JsonException("is null");
        entry.NoteSeen(message, step.Now);
        foreach (var item in document.Items.OrderBy(i => i.Seq)) Take(entry, new StoredItem(entry.Facts.Id, document.Epoch, item.Seq, item) { StoredAt = step.Now });
        _toAcknowledge.Add(entry);
        entry.IsChanged = true;
    }

    /// <summary>The device has said from which number on it still has its receipts.</summary>
    public void TakeSync(DeviceEntry entry, JsonElement data)
    {
        entry.NeedsSync = false;
        // A later gap is asked for at once.
        entry.SyncAskedAt = null;
        if (entry.Cursor.Epoch is not { } epoch) return;
        var before = entry.Cursor;
        entry.Cursor = before.Synced(data.GetProperty("first_seq").GetInt64());
        entry.IsChanged = true;
        if (entry.Cursor != before)
        {
            // The device no longer has the receipts below this number. Those that are stored here count; the others are lost.
            var stored = step.Writing().Between(entry.Facts.Id, epoch, before.UpTo ?? 0, entry.Cursor.UpTo!.Value).ToList();
            foreach (var item in stored) Report(item);
            if (before.UpTo is { } known) entry.Facts = entry.Facts with { ReceiptsMissing = entry.Facts.ReceiptsMissing + entry.Cursor.UpTo!.Value - known - stored.Count };
            _toAcknowledge.Add(entry);
        }

        Drain(entry);
    }

    /// <summary>Publishes the acknowledgements. To be called after the commit.</summary>
    public void Acknowledge()
    {
        foreach (var entry in _toAcknowledge)
        {
            if (entry.Cursor.UpTo is not (> 0 and { } upTo)) continue;
            string document = string.Create(CultureInfo.InvariantCulture, $$"""{"v":1,"up_to_seq":{{upTo}}}""");
            step.Publish(new OutboundMessage(topics.ReceiptAck(entry.Facts.Id), Encoding.UTF8.GetBytes(document)));
        }

        _toAcknowledge.Clear();
    }

    public void AskForMissing(IEnumerable<DeviceEntry> devices)
    {
        foreach (var entry in devices.Where(e => e.NeedsSync && e.Facts.Status is null or "online")) requests.AskSync(entry);
    }

    private void Take(DeviceEntry entry, StoredItem item)
    {
        // The answer to a repeated submission may have no number: it reports the task's status and is not part of the sequence.
        if (item.Seq <= 0)
        {
            Report(item);
            return;
        }

        entry.Cursor = entry.Cursor.Meet(item.Epoch, item.Seq);
        bool isNew = step.Writing().Add(item, entry.Cursor.IsBeyond(item.Epoch, item.Seq));
        entry.Cursor = entry.Cursor.Store(item.Epoch, item.Seq);
        if (entry.Cursor.HasPassed(item.Epoch, item.Seq))
        {
            if (isNew) Report(item);
            return;
        }

        // The usual case needs no query of the store.
        if (item.Epoch == entry.Cursor.Epoch && item.Seq == entry.Cursor.UpTo + 1 && item.Seq == entry.Cursor.Highest)
        {
            entry.Cursor = entry.Cursor.Advance();
            Report(item);
            return;
        }

        Drain(entry);
    }

    /// <summary>Applies the stored receipts that are next in order. When a number is missing, the device will be asked for it.</summary>
    private void Drain(DeviceEntry entry)
    {
        if (entry.Cursor is not { Epoch: { } epoch, UpTo: { } upTo })
        {
            entry.NeedsSync = true;
            return;
        }

        if (upTo >= entry.Cursor.Highest) return;
        foreach (var item in step.Stored.Between(entry.Facts.Id, epoch, upTo).ToList())
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

    /// <summary>Applies one receipt to the order of its task. To be called once per receipt, in order.</summary>
    private void Report(StoredItem item)
    {
        if (item.Item.Id is not { } task) return;
        var outcome = Outcomes.From(item.Item.Status);
        orders.Report(item.Device, task, outcome, item.Item.Message ?? item.Item.Reason);
        if (outcome.IsFinal()) requests.Forget(task);
    }
}
