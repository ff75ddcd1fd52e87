namespace EdgeAgent.Mqtt.Session;

/// <summary>A set of packet identifiers. The 8 KiB of bits are made when the first one comes.</summary>
internal sealed class PacketIdSet
{
    private ulong[]? _bits;

    public int Count { get; private set; }

    public bool Contains(ushort id) => _bits is not null && (_bits[id >> 6] & 1UL << id) != 0;

    public bool Add(ushort id)
    {
        if (Contains(id))
            return false;
        (_bits ??= new ulong[1024])[id >> 6] |= 1UL << id;
        Count++;
        return true;
    }

    public bool Remove(ushort id)
    {
        if (!Contains(id))
            return false;
        _bits![id >> 6] &= ~(1UL << id);
        Count--;
        return true;
    }

    public void Clear()
    {
        _bits?.AsSpan().Clear();
        Count = 0;
    }
}

/// <summary>Hands out identifiers of our own packets: 1, 2, 3 and so on, round the clock, leaving out those in use [MQTT-2.2.1-3].</summary>
internal sealed class PacketIdSource
{
    private readonly PacketIdSet _used = new();
    private ushort _last;

    public bool IsExhausted => _used.Count == ushort.MaxValue;

    public ushort Take()
    {
        do
            _last = _last == ushort.MaxValue ? (ushort)1 : (ushort)(_last + 1);
        while (!_used.Add(_last));
        return _last;
    }

    public void Release(ushort id) => _used.Remove(id);
}
