namespace EdgeAgent.Mqtt.Packets;

/// <summary>DISCONNECT from the broker (MQTT 5, 3.14).</summary>
internal sealed record Disconnect(ReasonCode Code, string? ReasonString, string? ServerReference, IReadOnlyList<KeyValuePair<string, string>>? UserProperties)
{
    public static Disconnect Decode(ref PacketReader reader)
    {
        var code = reader.Remaining == 0 ? ReasonCode.Success : ReasonTables.Check(ref reader, PacketType.Disconnect, reader.Byte());
        string? text = null, reference = null;
        List<KeyValuePair<string, string>>? user = null;
        if (reader.Remaining > 0)
        {
            var properties = new PropertyReader(ref reader);
            while (properties.Next(ref reader, out var id))
            {
                switch (id)
                {
                    case PropertyId.ReasonString: text = reader.String(); break;
                    case PropertyId.ServerReference: reference = reader.String(); break;
                    case PropertyId.UserProperty: PropertyReader.AddUserProperty(ref reader, ref user); break;
                    case PropertyId.SessionExpiry: reader.Violation("session expiry in the broker's DISCONNECT [MQTT-3.14.2-2]"); break;
                    default: PropertyReader.Foreign(ref reader, id, PacketType.Disconnect); break;
                }
            }
            properties.End(ref reader);
        }
        reader.ExpectEnd();
        return new Disconnect(code, text, reference, user);
    }
}

/// <summary>One step of the authentication exchange (MQTT 5, 3.15).</summary>
internal sealed record Auth(ReasonCode Code, string? Method, byte[]? Data, string? ReasonString)
{
    public static Auth Decode(ref PacketReader reader)
    {
        var code = reader.Remaining == 0 ? ReasonCode.Success : ReasonTables.Check(ref reader, PacketType.Auth, reader.Byte());
        string? method = null, text = null;
        byte[]? data = null;
        List<KeyValuePair<string, string>>? user = null;
        if (reader.Remaining > 0)
        {
            var properties = new PropertyReader(ref reader);
            while (properties.Next(ref reader, out var id))
            {
                switch (id)
                {
                    case PropertyId.AuthenticationMethod: method = reader.String(); break;
                    case PropertyId.AuthenticationData: data = reader.Binary().ToArray(); break;
                    case PropertyId.ReasonString: text = reader.String(); break;
                    case PropertyId.UserProperty: PropertyReader.AddUserProperty(ref reader, ref user); break;
                    default: PropertyReader.Foreign(ref reader, id, PacketType.Auth); break;
                }
            }
            properties.End(ref reader);
        }
        reader.ExpectEnd();
        return new Auth(code, method, data, text);
    }
}
