namespace EdgeAgent.Link;

/// <summary>
/// Remembers after which publishes the broker closed the connection, and which are therefore not sent for a time. One message that the
/// broker rejects must not keep the device offline. Sizes count: a broker with a limit closes on a long message and accepts short ones on
/// the same topic.
/// </summary>
internal sealed class SetAsideTopics
{
    private const int FallsToSetAside = 2;

    // A smaller message is assumed to be refused for its topic, not for its length.
    private const long SmallBytes = 4 * 1024;
    private const int MostTopics = 100;
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan First = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly Dictionary<string, Suspicion> _topics = new(StringComparer.Ordinal);

    /// <summary>The broker closed while this publish was unacknowledged. True when it is now set aside.</summary>
    public bool Fell(string topic, long bytes, long nowMs)
    {
        if (_topics.Count >= MostTopics) _topics.Clear();
        var known = Recent(topic, nowMs);
        long least = bytes < SmallBytes ? 0 : bytes;
        var next = new Suspicion(known.Falls + 1, known.Falls == 0 ? least : Math.Min(known.LeastBytes, least), known.UntilMs, known.Pause, nowMs);
        bool isSetAside = next.Falls >= FallsToSetAside;
        if (isSetAside) next = next with { Falls = FallsToSetAside - 1, UntilMs = nowMs + (long)Pause(known).TotalMilliseconds, Pause = Pause(known) };
        _topics[topic] = next;
        return isSetAside;
    }

    /// <summary>The broker has accepted such a message.</summary>
    public void Taken(string topic, long bytes)
    {
        if (_topics.TryGetValue(topic, out var known) && bytes >= known.LeastBytes) _topics.Remove(topic);
    }

    /// <summary>The broker cannot be reached: its absence explains the ends of the connections.</summary>
    public void Forgive()
    {
        foreach (string topic in _topics.Where(t => t.Value.UntilMs == 0).Select(t => t.Key).ToList()) _topics.Remove(topic);
    }

    public bool Holds(string topic, long bytes, long nowMs) =>
        _topics.Count > 0 && _topics.TryGetValue(topic, out var known) && nowMs < known.UntilMs && bytes >= known.LeastBytes;

    // Ends that are far apart have separate causes.
    private Suspicion Recent(string topic, long nowMs)
    {
        var known = _topics.GetValueOrDefault(topic);
        if (nowMs - Math.Max(known.AtMs, known.UntilMs) < Memory.TotalMilliseconds) return known;
        return default;
    }

    private static TimeSpan Pause(Suspicion known)
    {
        if (known.Pause == TimeSpan.Zero) return First;
        if (known.Pause * 2 < Longest) return known.Pause * 2;
        return Longest;
    }

    private readonly record struct Suspicion(int Falls, long LeastBytes, long UntilMs, TimeSpan Pause, long AtMs);
}
