namespace EdgeAgent.Nano.Mqtt;

/// <summary>Content of CONNECT.</summary>
public sealed class SessionOptions
{
    public string ClientId { get; set; }

    /// <summary>Null for none.</summary>
    public string Username { get; set; }

    public string Password { get; set; }

    public int KeepAliveSeconds { get; set; }

    public string WillTopic { get; set; }

    /// <summary>Retained, QoS 1.</summary>
    public byte[] WillPayload { get; set; }
}
