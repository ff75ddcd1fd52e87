using MQTTnet;
using MQTTnet.Packets;

namespace EdgeAgent.Link;

/// <summary>
/// Subscribes in packets of a few filters, one packet after the other, because some brokers accept eight in one and close on more. When the
/// broker closes on a packet, the next connection asks for half as many. A filter that the broker closes on twice is left out, until the
/// next connection after one that subscribed to all the others. Refused filters are requested again at each connection, because the
/// permission may have changed.
/// </summary>
internal sealed class Subscriber(IReadOnlyList<MqttTopicFilter> filters)
{
    // The bound of AWS IoT Core.
    private const int MostInPacket = 8;

    private readonly List<MqttClientSubscribeResultItem> _refused = [];
    private readonly HashSet<MqttTopicFilter> _leftOut = [];
    private List<MqttTopicFilter> _filters = [.. filters];
    private MqttTopicFilter? _suspect;
    private int _inPacket = MostInPacket;
    private int _next = int.MaxValue;

    /// <summary>Number of filters in the packet that waits for its answer; 0 for none.</summary>
    public int Pending { get; private set; }

    /// <summary>The broker has granted all filters since <see cref="Begin"/>, so a kept session needs no new subscriptions.</summary>
    public bool IsDone => HasAsked && !_refused.Exists(r => (int)r.ResultCode >= ReasonWords.FirstFailure);

    private bool HasAsked => _next >= _filters.Count && Pending == 0;

    /// <summary>Filters that the broker refused or closed on the last time.</summary>
    public IReadOnlyList<MqttClientSubscribeResultItem> Refused => _refused;

    public void Begin()
    {
        if (HasAsked) _leftOut.Clear();
        _filters = [.. filters.Where(f => !_leftOut.Contains(f))];
        _next = 0;
        Pending = 0;
        _refused.Clear();
        _refused.AddRange(_leftOut.Select(f => new MqttClientSubscribeResultItem(f, MqttClientSubscribeResultCode.UnspecifiedError)));
    }

    /// <summary>The broker cannot be reached: its absence explains the last close.</summary>
    public void Forgive() => _suspect = null;

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

    /// <summary>The broker ended the connection. Returns the consequence for the log when a SUBSCRIBE was unanswered; null otherwise.</summary>
    public string? ClosedByBroker()
    {
        if (Pending == 0) return null;
        if (Pending > 1)
        {
            _inPacket = Pending / 2;
            return $"it closed after SUBSCRIBE of {Pending} filters; the next one asks for {_inPacket} at a time";
        }

        var filter = _filters[_next - 1];
        bool isSecondTime = _suspect == filter;
        if (isSecondTime) _suspect = null;
        else _suspect = filter;
        if (!isSecondTime) return $"it closed after SUBSCRIBE of {filter.Topic}";
        _leftOut.Add(filter);
        return $"it closed twice after SUBSCRIBE of {filter.Topic}, which is left out of this connection";
    }
}
