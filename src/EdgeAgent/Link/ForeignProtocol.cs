namespace EdgeAgent.Link;

/// <summary>Recognizes from the first bytes that the other side does not speak MQTT.</summary>
internal static class ForeignProtocol
{
    // A broker begins with CONNACK, DISCONNECT or AUTH (MQTT 5, 2.1.2).
    private static readonly byte[] Beginnings = [0x20, 0xE0, 0xF0];

    /// <summary>Text for an operator; null for bytes that may be MQTT.</summary>
    public static string? Describe(ReadOnlySpan<byte> first)
    {
        if (first.IsEmpty || Beginnings.Contains(first[0])) return null;
        if (first.StartsWith("HTTP/"u8) || first[0] == '<') return "that port speaks HTTP, not MQTT; MQTT is usually at 1883, with TLS at 8883";
        // A TLS alert (RFC 8446, 5.1): record type 21, version 3.x.
        if (first[0] == 21 && (first.Length < 2 || first[1] == 3)) return "that port speaks TLS: encrypt the connection (--tls, Mqtt:Tls)";
        return "that port does not speak MQTT";
    }
}
