using System.Text;

namespace EdgeAgent.Mqtt.Session;

/// <summary>Devices receive on few topics: the strings of the latest ones are reused, so that a message costs no new one.</summary>
internal sealed class TopicCache
{
    // Above this length a topic is not remembered, so that a peer cannot fill the memory.
    private const int LongestKept = 256;
    private readonly (byte[] Bytes, string Text)[] _slots = new (byte[], string)[16];

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestKept)
            return Encoding.UTF8.GetString(utf8);
        var hash = new HashCode();
        hash.AddBytes(utf8);
        ref var slot = ref _slots[hash.ToHashCode() & 15];
        if (slot.Bytes is null || !utf8.SequenceEqual(slot.Bytes))
            slot = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        return slot.Text;
    }
}
