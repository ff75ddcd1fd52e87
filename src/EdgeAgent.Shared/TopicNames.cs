namespace EdgeAgent.Shared;

/// <summary>
/// Topic levels of the contract, section 3, below <c>root/device/</c>. The agent, its command line and the firmware build every topic from these.
/// </summary>
public static class TopicNames
{
    /// <summary>First levels of all topics where the configuration names no others.</summary>
    public const string DefaultRoot = "edge/v1";

    public const string Status = "status";
    public const string State = "state";
    public const string Telemetry = "telemetry";
    public const string Submit = "task/submit";
    public const string Receipt = "receipt";
    public const string ReceiptAck = "receipt/ack";

    /// <summary>Before the verb of a request.</summary>
    public const string Control = "ctl/";

    public const string Reply = "ctl/reply";

    /// <summary>Where Home Assistant announces itself.</summary>
    public const string HomeAssistantStatus = "homeassistant/status";

    /// <summary>Between root and the name of a group.</summary>
    public const string Group = "/group/";

    /// <summary><c>root/device/</c>, what the other names follow.</summary>
    public static string Own(string root, string device) => root + "/" + device + "/";

    /// <summary>Below <see cref="Own"/>: where the states of a task go.</summary>
    public static string TaskState(string id) => "task/" + id + "/state";

    /// <summary>Below <see cref="Own"/>: where spooled records of a queue go.</summary>
    public static string Record(string queue) => "record/" + queue;

    /// <summary>Retained discovery document of a device for Home Assistant.</summary>
    public static string Discovery(string device) => "homeassistant/device/" + device + "/config";
}
