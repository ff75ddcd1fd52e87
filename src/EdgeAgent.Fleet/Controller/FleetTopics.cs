using EdgeAgent.Contract;

namespace EdgeAgent.Fleet.Controller;

/// <summary>Topics of the controller. <c>fleet</c> stands in place of a device: commands arrive on <c>{root}/fleet/ctl/{verb}</c>.</summary>
internal sealed class FleetTopics(string root)
{
    private const string ReplyTail = TopicNames.Reply + "/" + Topics.Fleet;

    public string Root => root;

    public string CommandPrefix { get; } = TopicNames.Own(root, Topics.Fleet) + TopicNames.Control;

    public IReadOnlyList<string> Filters =>
    [
        $"{root}/+/{TopicNames.Status}", $"{root}/+/{TopicNames.State}", $"{root}/+/{TopicNames.Receipt}", $"{root}/+/{TopicNames.TaskState("+")}",
        $"{root}/+/{ReplyTail}", CommandPrefix + "+",
    ];

    /// <summary>Topic of the retained document that a page shows of an order.</summary>
    public string Order(string id) => TopicNames.Own(root, Topics.Fleet) + "order/" + id;

    public string Submit(string device) => TopicNames.Own(root, device) + TopicNames.Submit;

    public string ReceiptAck(string device) => TopicNames.Own(root, device) + TopicNames.ReceiptAck;

    public string Control(string device, string verb) => TopicNames.Own(root, device) + TopicNames.Control + verb;

    public string ReplyTo(string device) => TopicNames.Own(root, device) + ReplyTail;

    /// <summary>Splits a topic into the device and the rest; null for a topic that is not below the root.</summary>
    public (string Device, string Tail)? Split(string topic)
    {
        if (!topic.StartsWith(root + "/", StringComparison.Ordinal)) return null;
        string below = topic[(root.Length + 1)..];
        int slash = below.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0) return (below[..slash], below[(slash + 1)..]);
        return null;
    }

    /// <summary>The task whose state is published on a topic with this tail; null for another topic.</summary>
    public static string? TaskOf(string tail)
    {
        if (tail.Split('/') is ["task", var id, "state"]) return id;
        return null;
    }

    public static bool IsReply(string rest) => rest == ReplyTail;
}
