namespace EdgeAgent.Options;

/// <summary>Which protocol version to speak.</summary>
public enum ProtocolChoice
{
    /// <summary>5, and 3.1.1 when the broker refuses it.</summary>
    Auto,
    V5,
    V311,
}
