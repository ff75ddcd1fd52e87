using System.Text;

namespace EdgeAgent.Link;

/// <summary>The largest packet that the broker accepts. The writers of documents leave parts out to fit it, and report that here.</summary>
/// <param name="say">Takes a line for the log.</param>
internal sealed class PacketBudget(Action<string> say)
{
    // Header, identifier and the properties that the agent sets (content type, format indicator, expiry).
    private const int AroundBytes = 64;

    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private long _largest = long.MaxValue;

    /// <summary>A connection to a broker with its own limit.</summary>
    public void Connected(LinkFacts facts)
    {
        if (facts.LargestPacket != _largest) _named.Clear();
        _largest = facts.LargestPacket;
    }

    /// <summary>Largest payload on a topic, bytes.</summary>
    public long For(string topic) => Math.Max(0, _largest - AroundBytes - Encoding.UTF8.GetByteCount(topic));

    /// <summary>Reports that a document was sent without some of its parts, once for each topic and limit.</summary>
    /// <param name="wholeBytes">Size of the whole document.</param>
    public void LeftOut(string topic, long wholeBytes, IReadOnlyList<string> parts)
    {
        if (_named.Add(topic)) say($"{topic}: {wholeBytes - For(topic)} bytes too large for the broker, which accepts packets of at most {_largest}; sent {string.Join(", ", parts)}");
    }
}
