using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using EdgeAgent.Fleet.Orders;
using EdgeAgent.Fleet.Rules;
using EdgeAgent.Link;

namespace EdgeAgent.Fleet.Controller;

/// <summary>
/// Publishes requests to devices. A caller repeats its request in each step until it is answered; the first is published at once, the next one only
/// when <paramref name="resendAfter"/> has passed.
/// </summary>
/// <param name="resendAfter">Waiting time for an answer before a message is published again.</param>
internal sealed class DeviceRequests(FleetStep step, FleetTopics topics, TimeSpan resendAfter)
{
    private readonly string _run = Guid.NewGuid().ToString("N");
    private readonly Dictionary<string, DateTimeOffset> _sentAt = new(StringComparer.Ordinal);
    private long _token;

    public void Submit(string device, string task, string document)
    {
        if (IsDue("submit " + task)) step.Publish(new OutboundMessage(topics.Submit(device), OrderDocuments.TaskFor(document, task)));
    }

    public void Cancel(string device, string task)
    {
        if (IsDue("cancel " + task)) Ask(device, "cancel", new JsonObject { ["cancel"] = task }, new JsonObject { ["id"] = task });
    }

    /// <summary>To be called when the task has ended.</summary>
    public void Forget(string task)
    {
        _sentAt.Remove("submit " + task);
        _sentAt.Remove("cancel " + task);
    }

    /// <summary>Asks the device for a dry run: when would it start the pool's task?</summary>
    public void AskOffer(Pool pool, string device, string task)
    {
        if (!IsDue($"offer {task} {pool.Round}")) return;
        var correlation = new JsonObject { ["pool"] = pool.Spec.Id, ["round"] = pool.Round };
        Ask(device, "plan", correlation, new JsonObject { ["task"] = OrderDocuments.WithId(pool.Spec.Task, task) });
    }

    /// <summary>Asks the device to send its unacknowledged receipts again, and for the number of the first one.</summary>
    public void AskSync(DeviceEntry entry)
    {
        if (step.Now - entry.SyncAskedAt < resendAfter) return;
        entry.SyncAskedAt = step.Now;
        entry.SyncToken = string.Create(CultureInfo.InvariantCulture, $"{_run}-{++_token}");
        Ask(entry.Facts.Id, "sync", new JsonObject { ["sync"] = entry.SyncToken }, []);
    }

    // True the first time in this run, and again after the waiting time.
    private bool IsDue(string what)
    {
        if (_sentAt.TryGetValue(what, out var at) && step.Now - at < resendAfter) return false;
        _sentAt[what] = step.Now;
        return true;
    }

    private void Ask(string device, string verb, JsonObject correlation, JsonObject arguments)
    {
        arguments["v"] = 1;
        arguments["reply_to"] = topics.ReplyTo(device);
        arguments["correlation"] = correlation;
        step.Publish(new OutboundMessage(topics.Control(device, verb), Encoding.UTF8.GetBytes(arguments.ToJsonString())));
    }
}
