namespace EdgeAgent.Shared;

/// <summary>
/// Topic levels of the contract, section 3, below <c>root/device/</c>. The agent, its command line and the firmware build every topic from these.
/// </summary>
public static class TopicNames
{
    /// <summary>Default of <c>Mqtt:Root</c>.</summary>
    public const string DefaultRoot = "edge/v1";

    public const string Status = "status";
    public const string State = "state";
    public const string Telemetry = "telemetry";
    public const string Submit = "task/submit";
    public const string Receipt = "receipt";
    public const string ReceiptAck = "receipt/ack";

    /// <summary>Prefix of a control request; the verb follows.</summary>
    public const string Control = "ctl/";

    public const string Reply = "ctl/reply";

    /// <summary>Topic of Home Assistant's birth message.</summary>
    public const string HomeAssistantStatus = "homeassistant/status";

    /// <summary>Levels between the root and the name of a group.</summary>
    public const string Group = "/group/";

    /// <summary><c>root/device/</c>, the prefix of the other names.</summary>
    public static string Own(string root, string device) => root + "/" + device + "/";

    /// <summary>Topic of a task's states, below <see cref="Own"/>.</summary>
    public static string TaskState(string id) => "task/" + id + "/state";

    /// <summary>Topic of the spooled records of a queue, below <see cref="Own"/>.</summary>
    public static string Record(string queue) => "record/" + queue;

    /// <summary>Topic of a device's retained discovery document for Home Assistant.</summary>
    public static string Discovery(string device) => "homeassistant/device/" + device + "/config";
}
