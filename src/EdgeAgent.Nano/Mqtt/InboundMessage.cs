namespace EdgeAgent.Nano.Mqtt;

/// <summary>A publish from the broker. The payload is in the session's buffer.</summary>
public sealed class InboundMessage
{
    public string Topic { get; set; }

    public byte[] Buffer { get; set; }

    public int Offset { get; set; }

    /// <summary>Bytes of the payload.</summary>
    public int Count { get; set; }

    public bool IsRetained { get; set; }

    /// <summary>The payload was larger than the buffer: only its length and hash are known.</summary>
    public bool IsTooLarge { get; set; }

    /// <summary>SHA-256 of the payload.</summary>
    public byte[] Sha256 { get; set; }
}
