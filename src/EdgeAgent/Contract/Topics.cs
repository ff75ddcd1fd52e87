namespace EdgeAgent.Contract;

/// <summary>What a received message asks for.</summary>
public enum InboundKind
{
    Submit,
    Control,
    ReceiptAck,
    HomeAssistantStatus,

    /// <summary>Nothing of ours: an old subscription, or our own answer echoed by a 3.1.1 broker.</summary>
    Other,
}

/// <param name="Verb">Of a control message; empty otherwise.</param>
/// <param name="IsGroup">Came by a group's topic.</param>
public readonly record struct Inbound(InboundKind Kind, string Verb = "", bool IsGroup = false);

/// <summary>The topic names of one device (contract, section 3), in one place.</summary>
public sealed class Topics
{
    /// <summary>Where Home Assistant announces itself.</summary>
    public const string HomeAssistantStatus = "homeassistant/status";

    private const string SubmitSuffix = "task/submit";
    private const string ControlPrefix = "ctl/";
    private const string ReplySuffix = "ctl/reply";
    private const string AckSuffix = "receipt/ack";

    private readonly string _own;
    private readonly string _groups;
    private readonly IReadOnlyList<string> _followed;

    public Topics(string root, string device, IReadOnlyList<string> groups)
    {
        Root = root;
        Device = device;
        _own = $"{root}/{device}/";
        _groups = $"{root}/group/";
        _followed = groups;
    }

    public string Root { get; }
    public string Device { get; }

    public string Status => _own + "status";
    public string State => _own + "state";
    public string Telemetry => _own + "telemetry";
    public string Submit => _own + SubmitSuffix;
    public string Receipt => _own + "receipt";
    public string ReceiptAck => _own + AckSuffix;
    public string Reply => _own + ReplySuffix;
    public string Discovery => $"homeassistant/device/{Device}/config";

    /// <summary>Where the kind <c>sync</c> publishes spooled records of a queue (an addition to the contract's topics).</summary>
    public string Record(string queue) => $"{_own}record/{queue}";

    public string TaskState(string id) => $"{_own}task/{id}/state";

    public string Control(string verb) => _own + ControlPrefix + verb;

    /// <summary>What the agent subscribes to, all at the same QoS.</summary>
    public IReadOnlyList<string> Subscriptions =>
    [
        Submit, _own + "ctl/+", ReceiptAck, HomeAssistantStatus,
        .. _followed.SelectMany(g => new[] { $"{_groups}{g}/{SubmitSuffix}", $"{_groups}{g}/ctl/+" }),
    ];

    public Inbound Parse(string topic)
    {
        if (topic == HomeAssistantStatus) return new Inbound(InboundKind.HomeAssistantStatus);
        bool isGroup = topic.StartsWith(_groups, StringComparison.Ordinal);
        if (!isGroup && !topic.StartsWith(_own, StringComparison.Ordinal)) return new Inbound(InboundKind.Other);
        string rest = isGroup ? AfterGroup(topic[_groups.Length..]) : topic[_own.Length..];
        if (rest == SubmitSuffix) return new Inbound(InboundKind.Submit, IsGroup: isGroup);
        if (rest == AckSuffix && !isGroup) return new Inbound(InboundKind.ReceiptAck);
        bool isControl = rest.StartsWith(ControlPrefix, StringComparison.Ordinal) && !rest.StartsWith(ReplySuffix, StringComparison.Ordinal);
        return isControl ? new Inbound(InboundKind.Control, rest[ControlPrefix.Length..], isGroup) : new Inbound(InboundKind.Other);
    }

    /// <summary>
    /// The topic that an answer may go to: one below the root without wildcards, and none that another device or the agent itself
    /// listens to; null otherwise.
    /// </summary>
    public string? AnswerTopic(string? wished)
    {
        if (wished is null || wished.Length > 1024 || wished.IndexOfAny(['+', '#', '\0']) >= 0) return null;
        if (!wished.StartsWith(Root + "/", StringComparison.Ordinal) || wished.Length == Root.Length + 1) return null;
        bool isCommand = wished.EndsWith("/" + SubmitSuffix, StringComparison.Ordinal) || wished.EndsWith("/" + AckSuffix, StringComparison.Ordinal)
            || (wished.Contains("/ctl/", StringComparison.Ordinal) && !wished.Contains("/ctl/reply", StringComparison.Ordinal));
        return isCommand ? null : wished;
    }

    private static string AfterGroup(string rest)
    {
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : rest[(slash + 1)..];
    }
}
