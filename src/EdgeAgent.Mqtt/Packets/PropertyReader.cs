namespace EdgeAgent.Mqtt.Packets;

/// <summary>Walks the properties of one packet: knows their end, refuses repetition (MQTT 5, 2.2.2) and properties of other packets.</summary>
internal struct PropertyReader
{
    private readonly int _remainingAtEnd;
    private ulong _seen;

    public PropertyReader(ref PacketReader reader)
    {
        var length = reader.VariableInt();
        if (length > reader.Remaining)
            reader.Malformed("properties are longer than the packet");
        _remainingAtEnd = reader.Remaining - length;
    }

    public bool Next(ref PacketReader reader, out PropertyId id)
    {
        id = default;
        if (reader.IsFaulty || reader.Remaining == _remainingAtEnd)
            return false;
        var number = reader.VariableInt();
        if (reader.Remaining < _remainingAtEnd)
            reader.Malformed("a property runs over the end of the properties");
        id = (PropertyId)number;
        // The highest identifier that exists is 0x2A, so that one 64 bit word remembers all of them.
        if (number > 0x2A)
            reader.Malformed($"property 0x{number:X2} does not exist");
        else if ((_seen & 1UL << number) != 0 && id is not (PropertyId.UserProperty or PropertyId.SubscriptionId))
            reader.Violation($"property {id} is there twice");
        else
            _seen |= 1UL << number;
        return !reader.IsFaulty;
    }

    /// <summary>To be called after the loop: a value may have run over the end of the properties into the payload.</summary>
    public readonly void End(ref PacketReader reader)
    {
        if (!reader.IsFaulty && reader.Remaining != _remainingAtEnd)
            reader.Malformed("a property runs over the end of the properties");
    }

    public static void Foreign(ref PacketReader reader, PropertyId id, PacketType packet) =>
        reader.Malformed($"property 0x{(byte)id:X2} does not belong into {packet}");

    public static void AddUserProperty(ref PacketReader reader, ref List<KeyValuePair<string, string>>? list)
    {
        var name = reader.String();
        (list ??= []).Add(new(name, reader.String()));
    }
}
