namespace EdgeAgent.Mqtt.Packets;

/// <summary>Which reason codes a broker may put into which packet (MQTT 5, 2.4), and what the return codes of 3.1.1 mean.</summary>
internal static class ReasonTables
{
    private static ReadOnlySpan<byte> Publishes => [0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99];
    private static ReadOnlySpan<byte> Releases => [0x00, 0x92];
    private static ReadOnlySpan<byte> Subscriptions => [0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2];
    private static ReadOnlySpan<byte> Unsubscriptions => [0x00, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91];
    private static ReadOnlySpan<byte> Authentications => [0x00, 0x18, 0x19];
    private static ReadOnlySpan<byte> Connections =>
        [0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C, 0x90, 0x95, 0x97, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F];
    private static ReadOnlySpan<byte> Disconnections =>
    [
        0x00, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8C, 0x8D, 0x8E, 0x8F, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9A, 0x9B,
        0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2,
    ];

    /// <summary>CONNACK of 3.1.1 (MQTT 3.1.1, table 3.1).</summary>
    private static ReadOnlySpan<byte> ReturnCodes => [0x00, 0x84, 0x85, 0x88, 0x86, 0x87];

    public static ReasonCode Check(ref PacketReader reader, PacketType type, byte code)
    {
        var allowed = type switch
        {
            PacketType.Puback or PacketType.Pubrec => Publishes,
            PacketType.Pubrel or PacketType.Pubcomp => Releases,
            PacketType.Suback => Subscriptions,
            PacketType.Unsuback => Unsubscriptions,
            PacketType.Auth => Authentications,
            PacketType.Connack => Connections,
            PacketType.Disconnect => Disconnections,
            _ => [],
        };
        return allowed.Contains(code) ? (ReasonCode)code : Unknown(ref reader, type, code);
    }

    public static ReasonCode FromReturnCode(ref PacketReader reader, byte code) =>
        code < ReturnCodes.Length ? (ReasonCode)ReturnCodes[code] : Unknown(ref reader, PacketType.Connack, code);

    public static ReasonCode Unknown(ref PacketReader reader, PacketType type, byte code)
    {
        reader.Violation($"reason code 0x{code:X2} does not belong into {type}");
        return (ReasonCode)code;
    }
}
