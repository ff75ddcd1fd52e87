using System.Net.Sockets;
using MQTTnet;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace EdgeAgent.Link;

/// <summary>
/// One connection: an MQTTnet client over a <see cref="BrokerChannel"/>, used once. Each connection has a new client, so that an
/// acknowledgement can only go to the connection of its message. Methods are called on one thread; events come on the library's threads.
/// </summary>
internal sealed class BrokerConnection : IDisposable
{
    private readonly BrokerEndpoint _endpoint;
    private readonly BrokerChannel _channel;
    private readonly KeepAliveAdapter.Factory _factory;
    private readonly IntakeGate _gate;
    private readonly AcknowledgementOrder _order = new();
    private readonly MqttClientOptions _options;
    private readonly MqttClient _client;
    private readonly CancellationTokenSource _end = new();

    /// <param name="received">Called on a thread of the library, for one message after the other.</param>
    /// <param name="ended">Called once, after an established connection has ended.</param>
    public BrokerConnection(
        BrokerEndpoint endpoint, MqttClientOptions options, long intakeBytes, Action<AcknowledgementOrder.Entry> received, Action<ConnectionLoss> ended)
    {
        _endpoint = endpoint;
        _channel = new BrokerChannel(endpoint);
        _gate = new IntakeGate(intakeBytes);
        _factory = new KeepAliveAdapter.Factory(_channel, _gate, endpoint.KeepAlive);
        options.KeepAlivePeriod = TimeSpan.Zero;
        options.ValidateFeatures = false;
        options.ChannelOptions = new MqttClientTcpOptions();
        _options = options;
        _client = new MqttClient(_factory, MqttNetNullLogger.Instance);
        _client.ApplicationMessageReceivedAsync += e =>
        {
            e.AutoAcknowledge = false;
            received(_order.Arrived(e));
            return Task.CompletedTask;
        };
        _client.DisconnectedAsync += e =>
        {
            if (e.ClientWasConnected) ended(Loss(e.Exception, isAnswered: true));
            return Task.CompletedTask;
        };
    }

    private KeepAliveAdapter Adapter => _factory.Made!;

    public bool IsV5 => _options.ProtocolVersion == MqttProtocolVersion.V500;

    public LineActivity Line => new(Adapter.LastSentMs, _channel.HeardBytes, _gate.IsPaused);

    /// <summary>The broker's CONNACK; null before it arrives.</summary>
    public BrokerFacts? Facts { get; private set; }

    /// <summary>The packet sent last, when the broker has sent nothing since; null otherwise.</summary>
    public UnansweredPacket? Unanswered => Adapter.Unanswered switch
    {
        MqttPublishPacket p => new($"PUBLISH to {p.Topic} ({p.Payload.Length} bytes)", p.Topic, p.Payload.Length),
        MqttSubscribePacket s => new($"SUBSCRIBE of {s.TopicFilters.Count} filters"),
        MqttPingReqPacket => new("PINGREQ"),
        MqttConnectPacket => new("CONNECT"),
        _ => null,
    };

    /// <summary>Connects. Returns null on success, when <see cref="Facts"/> is set; else the reason of the failure. Does not throw.</summary>
    public async Task<ConnectionLoss?> ConnectAsync()
    {
        try
        {
            var result = await _client.ConnectAsync(_options, _end.Token).ConfigureAwait(false);
            if (result.ResultCode != MqttClientConnectResultCode.Success) return Refusal(result);
            Facts = ToFacts(result);
            return null;
        }
        catch (Exception e)
        {
            return Loss(e, isAnswered: _factory.Made?.Answer is not null);
        }
    }

    /// <summary>Starts to read the packets after CONNACK.</summary>
    public void Begin() => _gate.Begin();

    public Task<MqttClientSubscribeResult> SubscribeAsync(MqttClientSubscribeOptions options) => Begin(() => _client.SubscribeAsync(options, _end.Token));

    public Task<MqttClientPublishResult> PublishAsync(MqttApplicationMessage message) => Begin(() => _client.PublishAsync(message, CancellationToken.None));

    /// <summary>Acknowledges a message; call after its commit. The PUBACK is sent when those of all earlier messages are.</summary>
    public void Acknowledge(AcknowledgementOrder.Entry entry)
    {
        _gate.Finish(entry.Message.ApplicationMessage.Payload.Length);
        foreach (var message in _order.Done(entry))
        {
            if (_client.IsConnected) Observe(Begin(() => Acknowledge(message)));
        }
    }

    /// <summary>Sends PINGREQ. <see cref="Line"/> shows the answer: the library's own wait for it costs a timer and wakes the thread pool.</summary>
    public void Ping() => Observe(Adapter.SendPacketAsync(MqttPingReqPacket.Instance, CancellationToken.None));

    public void Cork() => _channel.Cork();

    public void Uncork() => _channel.Uncork();

    /// <summary>Sends DISCONNECT and waits for the broker's close, at most two seconds. Does not throw.</summary>
    public async Task LeaveAsync()
    {
        try
        {
            await _client.DisconnectAsync(new MqttClientDisconnectOptions { Reason = MqttClientDisconnectOptionsReason.NormalDisconnection }).ConfigureAwait(false);
        }
        catch (Exception e) when (IsEndOfConnection(e))
        {
            // The connection ended before DISCONNECT was sent.
        }
    }

    /// <summary>Ends the connection without DISCONNECT: the broker publishes the will.</summary>
    public void Close()
    {
        _end.Cancel();
        _gate.Close();
        _channel.Close();
    }

    public void Dispose()
    {
        Close();
        _client.Dispose();
        _end.Dispose();
    }

    private BrokerFacts ToFacts(MqttClientConnectResult result) => new()
    {
        IsV5 = IsV5,
        SessionPresent = result.IsSessionPresent,
        KeepAlive = Adapter.KeepAlive,
        // The library uses zero for an absent value.
        ReceiveMaximum = result.ReceiveMaximum is > 0 and { } most ? most : ushort.MaxValue,
        MaximumPacketSize = result.MaximumPacketSize is > 0 and { } size ? size : uint.MaxValue,
        MaximumQos = IsV5 ? result.MaximumQoS : MQTTnet.Protocol.MqttQualityOfServiceLevel.ExactlyOnce,
        RetainAvailable = result.RetainAvailable,
        CertificateEnds = _channel.ServerCertificateEnds,
    };

    private static ConnectionLoss Refusal(MqttClientConnectResult result) =>
        new(LossCause.Refused, ReasonWords.Describe("broker refuses the connection", result.ResultCode, result.ReasonString, result.ServerReference)) { Code = (int)result.ResultCode };

    private ConnectionLoss Loss(Exception? e, bool isAnswered)
    {
        if (_factory.Made?.Farewell is { } farewell)
        {
            string words = ReasonWords.Describe("broker disconnects", farewell.ReasonCode, farewell.ReasonString, farewell.ServerReference);
            return new ConnectionLoss(LossCause.DisconnectedByBroker, words) { Code = (int)farewell.ReasonCode, Exception = e };
        }

        if (_channel.IsOpened && Violation(_channel.Failure ?? e) is { } violation)
        {
            string words = $"the broker breaks the protocol: {violation.Message}";
            if (!isAnswered) words = $"the server at {_endpoint} does not answer in MQTT: {_channel.Foreign ?? "another service's port, or one for TLS or WebSocket"}";
            return new ConnectionLoss(LossCause.ProtocolViolation, words) { Exception = e };
        }

        return new ConnectionLoss(Cause(isAnswered), _channel.EndReason) { Exception = _channel.Failure ?? e };
    }

    private LossCause Cause(bool isAnswered)
    {
        if (!isAnswered && !_channel.IsOpened) return LossCause.TransportFailed;
        if (!_channel.IsEndedByPeer) return LossCause.ConnectionLost;
        if (isAnswered) return LossCause.ClosedByBroker;
        return LossCause.ClosedBeforeAnswer;
    }

    /// <summary>The exception of the decoder; null when the transport failed.</summary>
    private static Exception? Violation(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is MqttProtocolViolationException) return e;
            if (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException) return null;
            if (e.InnerException is null && e is not (MqttCommunicationException or MQTTnet.Adapter.MqttConnectingFailedException)) return e;
        }

        return null;
    }

    private static async Task<bool> Acknowledge(MqttApplicationMessageReceivedEventArgs message)
    {
        await message.AcknowledgeAsync(CancellationToken.None).ConfigureAwait(false);
        return true;
    }

    /// <summary>Turns an exception of the call itself into a failed task: the library throws so when the connection ends at this moment.</summary>
    private static Task<T> Begin<T>(Func<Task<T>> exchange)
    {
        try
        {
            return exchange();
        }
        catch (Exception e)
        {
            return Task.FromException<T>(e);
        }
    }

    // An exchange whose connection ends has no result: its packet is sent again on the next connection.
    private static void Observe(Task task) => task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    private static bool IsEndOfConnection(Exception e) =>
        e is MqttCommunicationException or MqttClientNotConnectedException or OperationCanceledException or ObjectDisposedException or IOException or SocketException
            or InvalidOperationException;
}
