using MQTTnet;
using MQTTnet.Packets;

namespace EdgeAgent.Link;

/// <summary>
/// Subscribes in packets of a few filters, one packet after the other: some brokers take eight in one, and close on more. When the broker
/// closes on one, the next connection asks for half as many.
/// </summary>
internal sealed class Subscriber(IReadOnlyList<MqttTopicFilter> filters)
{
    // The bound of AWS IoT Core.
    private const int MostInPacket = 8;

    private readonly List<MqttTopicFilter> _filters = [.. filters];
    private readonly List<MqttClientSubscribeResultItem> _refused = [];
    private int _inPacket = MostInPacket;
    private int _next = int.MaxValue;

    /// <summary>Filters of the packet that waits for its answer; 0 for none.</summary>
    public int Pending { get; private set; }

    /// <summary>The broker has answered for all filters since <see cref="Begin"/>.</summary>
    public bool IsDone => _next >= _filters.Count && Pending == 0;

    /// <summary>Of the last time: what the broker refused.</summary>
    public IReadOnlyList<MqttClientSubscribeResultItem> Refused => _refused;

    public void Begin()
    {
        _next = 0;
        Pending = 0;
        _refused.Clear();
    }

    /// <summary>The next packet; null when all filters have been asked for.</summary>
    public MqttClientSubscribeOptions? Next()
    {
        if (_next >= _filters.Count) return null;
        var part = _filters.Skip(_next).Take(_inPacket).ToList();
        _next += part.Count;
        Pending = part.Count;
        return new MqttClientSubscribeOptions { TopicFilters = part };
    }

    public void Answered(MqttClientSubscribeResult result)
    {
        Pending = 0;
        _refused.AddRange(result.Items.Where(i => (int)i.ResultCode is 0 or >= ReasonWords.FirstFailure));
    }

    /// <summary>The connection ended with a packet unanswered, by the broker: what to do about it, for the log. Null when there was none.</summary>
    public string? ClosedByBroker()
    {
        if (Pending == 0) return null;
        if (Pending > 1)
        {
            _inPacket = Pending / 2;
            return $"it closed after SUBSCRIBE of {Pending} filters; the next one asks for {_inPacket} at a time";
        }

        string filter = _filters[_next - 1].Topic;
        _filters.RemoveAt(_next - 1);
        return $"it closed after SUBSCRIBE of {filter}, which is left out from now on";
    }
}
