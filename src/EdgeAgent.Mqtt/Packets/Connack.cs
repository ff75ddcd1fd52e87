namespace EdgeAgent.Mqtt.Packets;

/// <summary>The broker's answer to CONNECT (MQTT 5, 3.2).</summary>
internal sealed class Connack
{
    public bool SessionPresent;
    public ReasonCode Code;
    public uint? SessionExpiry;
    public ushort ReceiveMaximum = ushort.MaxValue;
    public QualityOfService MaximumQos = QualityOfService.ExactlyOnce;
    public bool RetainAvailable = true;
    public uint MaximumPacketSize = uint.MaxValue;
    public string? AssignedClientId;
    public ushort TopicAliasMaximum;
    public string? ReasonString;
    public bool WildcardAvailable = true;
    public bool SubscriptionIdsAvailable = true;
    public bool SharedAvailable = true;
    public ushort? ServerKeepAlive;
    public string? ResponseInformation;
    public string? ServerReference;
    public string? AuthenticationMethod;
    public byte[]? AuthenticationData;
    public List<KeyValuePair<string, string>>? UserProperties;
    /// <summary>The broker answered CONNECT of MQTT 5 in the words of 3.1.1, as one does that does not know MQTT 5.</summary>
    public bool IsOldForm;

    public static Connack Decode(ref PacketReader reader, bool v5)
    {
        var connack = new Connack { IsOldForm = v5 && reader.Remaining == 2 };
        var flags = reader.Byte();
        if (flags > 1)
            reader.Malformed("reserved bits of the acknowledge flags are set [MQTT-3.2.2-1]");
        connack.SessionPresent = flags == 1;
        var code = reader.Byte();
        connack.Code = v5 && !connack.IsOldForm ? ReasonTables.Check(ref reader, PacketType.Connack, code) : ReasonTables.FromReturnCode(ref reader, code);
        if (connack.IsOldForm && code == 0)
            reader.Malformed("CONNACK of MQTT 5 without properties");
        if (connack.SessionPresent && code != 0)
            reader.Violation("session present in a refusal [MQTT-3.2.2-6]");
        if (v5 && !connack.IsOldForm)
            connack.DecodeProperties(ref reader);
        reader.ExpectEnd();
        return connack;
    }

    private void DecodeProperties(ref PacketReader reader)
    {
        var properties = new PropertyReader(ref reader);
        while (properties.Next(ref reader, out var id))
        {
            switch (id)
            {
                case PropertyId.SessionExpiry: SessionExpiry = reader.UInt32(); break;
                case PropertyId.ReceiveMaximum: ReceiveMaximum = (ushort)NotZero(ref reader, reader.UInt16(), "Receive Maximum"); break;
                case PropertyId.MaximumQos: MaximumQos = reader.Flag("Maximum QoS") ? QualityOfService.AtLeastOnce : QualityOfService.AtMostOnce; break;
                case PropertyId.RetainAvailable: RetainAvailable = reader.Flag("Retain Available"); break;
                case PropertyId.MaximumPacketSize: MaximumPacketSize = NotZero(ref reader, reader.UInt32(), "Maximum Packet Size"); break;
                case PropertyId.AssignedClientId: AssignedClientId = reader.String(); break;
                case PropertyId.TopicAliasMaximum: TopicAliasMaximum = reader.UInt16(); break;
                case PropertyId.ReasonString: ReasonString = reader.String(); break;
                case PropertyId.UserProperty: PropertyReader.AddUserProperty(ref reader, ref UserProperties); break;
                case PropertyId.WildcardSubscriptionAvailable: WildcardAvailable = reader.Flag("Wildcard Subscription Available"); break;
                case PropertyId.SubscriptionIdAvailable: SubscriptionIdsAvailable = reader.Flag("Subscription Identifiers Available"); break;
                case PropertyId.SharedSubscriptionAvailable: SharedAvailable = reader.Flag("Shared Subscription Available"); break;
                case PropertyId.ServerKeepAlive: ServerKeepAlive = reader.UInt16(); break;
                case PropertyId.ResponseInformation: ResponseInformation = reader.String(); break;
                case PropertyId.ServerReference: ServerReference = reader.String(); break;
                case PropertyId.AuthenticationMethod: AuthenticationMethod = reader.String(); break;
                case PropertyId.AuthenticationData: AuthenticationData = reader.Binary().ToArray(); break;
                default: PropertyReader.Foreign(ref reader, id, PacketType.Connack); break;
            }
        }
        properties.End(ref reader);
    }

    private static uint NotZero(ref PacketReader reader, uint value, string property)
    {
        if (value == 0)
            reader.Violation($"{property} is 0");
        return value;
    }
}
