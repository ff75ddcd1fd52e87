namespace EdgeAgent.Mqtt.Packets;

/// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP (MQTT 5, 3.4 to 3.7).</summary>
internal readonly record struct Acknowledgement(
    ushort PacketId, ReasonCode Code, string? ReasonString = null, IReadOnlyList<KeyValuePair<string, string>>? UserProperties = null)
{
    public static Acknowledgement Decode(PacketType type, ref PacketReader reader, bool v5)
    {
        var id = reader.PacketId();
        var code = ReasonCode.Success;
        string? text = null;
        List<KeyValuePair<string, string>>? user = null;
        // Reason code and properties may be left out (3.4.2.1, 3.4.2.2.1).
        if (v5 && reader.Remaining > 0)
            code = ReasonTables.Check(ref reader, type, reader.Byte());
        if (v5 && reader.Remaining > 0)
            ReasonProperties.Decode(ref reader, type, ref text, ref user);
        reader.ExpectEnd();
        return new Acknowledgement(id, code, text, user);
    }
}

/// <summary>SUBACK or UNSUBACK (MQTT 5, 3.9 and 3.11). UNSUBACK of 3.1.1 carries no codes.</summary>
internal sealed record SubscriptionAnswer(
    ushort PacketId, ReasonCode[] Codes, string? ReasonString, IReadOnlyList<KeyValuePair<string, string>>? UserProperties)
{
    public static SubscriptionAnswer Decode(PacketType type, ref PacketReader reader, bool v5)
    {
        var id = reader.PacketId();
        string? text = null;
        List<KeyValuePair<string, string>>? user = null;
        if (v5)
            ReasonProperties.Decode(ref reader, type, ref text, ref user);
        var codes = new ReasonCode[type == PacketType.Unsuback && !v5 ? 0 : reader.Remaining];
        for (var i = 0; i < codes.Length && !reader.IsFaulty; i++)
        {
            var code = reader.Byte();
            codes[i] = v5 || code is 0 or 1 or 2 or 0x80 ? ReasonTables.Check(ref reader, type, code) : ReasonTables.Unknown(ref reader, type, code);
        }
        reader.ExpectEnd();
        return new SubscriptionAnswer(id, codes, text, user);
    }
}

/// <summary>The two properties that every answer may carry: reason string and user properties.</summary>
internal static class ReasonProperties
{
    public static void Decode(ref PacketReader reader, PacketType type, ref string? text, ref List<KeyValuePair<string, string>>? user)
    {
        var properties = new PropertyReader(ref reader);
        while (properties.Next(ref reader, out var id))
        {
            switch (id)
            {
                case PropertyId.ReasonString: text = reader.String(); break;
                case PropertyId.UserProperty: PropertyReader.AddUserProperty(ref reader, ref user); break;
                default: PropertyReader.Foreign(ref reader, id, type); break;
            }
        }
        properties.End(ref reader);
    }
}
