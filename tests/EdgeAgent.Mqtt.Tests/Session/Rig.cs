using EdgeAgent.Mqtt.Session;
using EdgeAgent.Mqtt.Tests.Peers;

namespace EdgeAgent.Mqtt.Tests.Session;

/// <summary>A session on virtual time with everything that it asked for.</summary>
internal sealed class Rig
{
    private readonly MqttClientOptions _options;
    private bool _batchFinished;

    public Rig(MqttClientOptions? options = null, double random = 0.5, ushort[]? knownIds = null)
    {
        _options = options ?? new MqttClientOptions { Protocol = MqttProtocol.V5, ClientId = "c" };
        Session = new MqttSession(_options, knownIds ?? [], () => random, () => _batchFinished = true);
        Session.Start(Now);
        Advance(0);
    }

    public MqttSession Session { get; }
    public long Now { get; private set; } = 1_000_000;
    public List<SessionAction> Actions { get; } = [];
    public bool IsV5 => _options.Protocol != MqttProtocol.V311;

    public T Last<T>() where T : SessionAction => Actions.OfType<T>().Last();
    public int Count<T>() where T : SessionAction => Actions.OfType<T>().Count();

    /// <summary>What was sent since the last look, as whole packets.</summary>
    public List<byte[]> Sent()
    {
        var packets = Wire.Split(Session.Output.WrittenSpan);
        Session.Output.ResetWrittenCount();
        return packets;
    }

    public Rig Advance(long milliseconds)
    {
        Now += milliseconds;
        if (Now >= Session.NextTimeout)
            Session.Tick(Now);
        return Collect();
    }

    /// <summary>Lets time pass from one due moment to the next, as the session thread does.</summary>
    public Rig AdvanceSteps(long milliseconds)
    {
        var end = Now + milliseconds;
        while (Session.NextTimeout <= end)
            Advance(Math.Max(Session.NextTimeout - Now, 0));
        return Advance(end - Now);
    }

    public Rig Opened()
    {
        Session.TransportOpened(Now);
        return Collect();
    }

    public Rig Closed(string reason = "gone")
    {
        Session.TransportClosed(reason, null, Now);
        return Collect();
    }

    /// <summary>Opens the transport and answers CONNECT; what was sent until then is dropped.</summary>
    public Rig Connect(bool sessionPresent = false, params byte[][] properties)
    {
        if (Session.State == SessionState.Waiting)
            Advance(Math.Max(Session.NextTimeout - Now, 0));
        Opened();
        Sent();
        return Receive(Wire.Connack(IsV5, sessionPresent, 0, properties));
    }

    public Rig Receive(params byte[][] packets)
    {
        Session.Received(packets.SelectMany(p => p).ToArray(), Now);
        return Collect();
    }

    public OutboundPublish Publish(string topic = "t", QualityOfService qos = QualityOfService.AtLeastOnce, PublishProperties? properties = null, byte[]? payload = null, bool retain = false)
    {
        var publish = new OutboundPublish(new MqttMessage { Topic = topic, Qos = qos, Properties = properties, Payload = payload ?? [], Retain = retain }, null);
        Session.Publish(publish, isFull: false, Now);
        Collect();
        return publish;
    }

    public PublishResult? ResultOf(OutboundPublish publish) => Actions.OfType<SessionAction.Published>().SingleOrDefault(a => a.Publish == publish)?.Result;

    public List<ReceivedBatch> Batches => [.. Actions.OfType<SessionAction.Deliver>().Select(d => d.Batch)];

    public Rig Acknowledge(ReceivedBatch batch)
    {
        batch.Acknowledge();
        return Collect();
    }

    public Rig Collect()
    {
        if (_batchFinished)
        {
            _batchFinished = false;
            Session.BatchFinished(Now);
        }
        while (Session.TryTake(out var action))
            Actions.Add(action);
        if (!_batchFinished)
            return this;
        return Collect();
    }
}
