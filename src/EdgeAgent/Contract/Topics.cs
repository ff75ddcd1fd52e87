using EdgeAgent.Options;

namespace EdgeAgent.Contract;

/// <summary>The topic names of one device (contract, section 3), in one place.</summary>
public sealed class Topics
{
    /// <summary>Stands in place of a device's id in the topics of the fleet's controller. Where there is one, no device may have this id.</summary>
    public const string Fleet = "fleet";

    private readonly string _own;
    private readonly string _groups;
    private readonly IReadOnlyList<string> _followed;

    private readonly string? _homeAssistant;

    /// <param name="homeAssistant">First levels of Home Assistant's topics; null switches Home Assistant off.</param>
    public Topics(string root, string device, IReadOnlyList<string> groups, string? homeAssistant = MqttOptions.UsualHomeAssistantPrefix)
    {
        _homeAssistant = homeAssistant;
        Root = root;
        Device = device;
        _own = TopicNames.Own(root, device);
        _groups = root + TopicNames.Group;
        _followed = groups;
    }

    public string Root { get; }
    public string Device { get; }

    public string Status => _own + TopicNames.Status;
    public string State => _own + TopicNames.State;
    public string Telemetry => _own + TopicNames.Telemetry;
    public string Submit => _own + TopicNames.Submit;
    public string Receipt => _own + TopicNames.Receipt;
    public string ReceiptAck => _own + TopicNames.ReceiptAck;
    public string Reply => _own + TopicNames.Reply;

    /// <summary>Null when Home Assistant is switched off.</summary>
    public string? Discovery => _homeAssistant is null ? null : $"{_homeAssistant}/device/{Device}/config";

    /// <summary>Where the kind <c>sync</c> publishes spooled records of a queue (an addition to the contract's topics).</summary>
    public string Record(string queue) => _own + TopicNames.Record(queue);

    public string TaskState(string id) => _own + TopicNames.TaskState(id);

    public string Control(string verb) => _own + TopicNames.Control + verb;

    /// <summary>What the agent subscribes to, all at the same QoS.</summary>
    public IReadOnlyList<string> Subscriptions =>
    [
        Submit, _own + TopicNames.Control + "+", ReceiptAck, .. HomeAssistantStatus is { } status ? (string[])[status] : [],
        .. _followed.SelectMany(g => new[] { $"{_groups}{g}/{TopicNames.Submit}", $"{_groups}{g}/{TopicNames.Control}+" }),
    ];

    public Inbound Parse(string topic)
    {
        if (topic == HomeAssistantStatus) return new Inbound(InboundKind.HomeAssistantStatus);
        bool isGroup = topic.StartsWith(_groups, StringComparison.Ordinal);
        if (!isGroup && !topic.StartsWith(_own, StringComparison.Ordinal)) return new Inbound(InboundKind.Other);
        string rest = isGroup ? AfterGroup(topic[_groups.Length..]) : topic[_own.Length..];
        if (rest == TopicNames.Submit) return new Inbound(InboundKind.Submit, IsGroup: isGroup);
        if (rest == TopicNames.ReceiptAck && !isGroup) return new Inbound(InboundKind.ReceiptAck);
        bool isControl = rest.StartsWith(TopicNames.Control, StringComparison.Ordinal) && !rest.StartsWith(TopicNames.Reply, StringComparison.Ordinal);
        if (isControl) return new Inbound(InboundKind.Control, rest[TopicNames.Control.Length..], isGroup);
        return new Inbound(InboundKind.Other);
    }

    /// <summary>
    /// The topic that an answer may go to: one below the root without wildcards, and none that another device or the agent itself
    /// listens to; null otherwise.
    /// </summary>
    public string? AnswerTopic(string? wished)
    {
        if (wished is null || wished.Length > 1024 || wished.IndexOfAny(['+', '#', '\0']) >= 0) return null;
        if (!wished.StartsWith(Root + "/", StringComparison.Ordinal) || wished.Length == Root.Length + 1) return null;
        bool isCommand = wished.EndsWith("/" + TopicNames.Submit, StringComparison.Ordinal) || wished.EndsWith("/" + TopicNames.ReceiptAck, StringComparison.Ordinal)
            || (wished.Contains("/ctl/", StringComparison.Ordinal) && !wished.Contains("/ctl/reply", StringComparison.Ordinal));
        if (isCommand) return null;
        return wished;
    }

    // Home Assistant announces its starts here.
    private string? HomeAssistantStatus => _homeAssistant is null ? null : $"{_homeAssistant}/status";

    private static string AfterGroup(string rest)
    {
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return "";
        return rest[(slash + 1)..];
    }
}
