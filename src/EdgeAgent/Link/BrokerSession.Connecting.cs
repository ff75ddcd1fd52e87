using EdgeAgent.Options;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace EdgeAgent.Link;

/// <content>From the attempt to the connection that works: version, refusals, subscriptions.</content>
internal sealed partial class BrokerSession
{
    private bool _isV5;
    private bool _isVersionKnown;
    private bool _isCleanStart;
    private bool _wasEverConnected;
    private bool _isWithoutRetain;
    private bool _isWithoutQos;
    private bool _isRetainNamed;
    private long _connectedAtMs;

    private void BeginAttempt()
    {
        var settings = new AttemptSettings
        {
            Host = _options.Host,
            Port = _options.Port,
            KeepAlive = _options.KeepAlive,
            UserName = _options.UserName,
            Password = _options.Password,
            Tls = _options.Tls,
        };
        _state = State.Connecting;
        _deadlineMs = _nowMs + (long)_options.ConnectTimeout.TotalMilliseconds;
        try
        {
            _options.OnConnecting?.Invoke(settings);
        }
        catch (Exception e)
        {
            End(new ConnectionLoss(LossCause.TransportFailed, e.Message) { Exception = e }, _schedule.Failed(needsPerson: true));
            return;
        }

        _attempt.Dispose();
        _attempt = new CancellationTokenSource();
        BrokerConnection? connection = null;
        connection = new BrokerConnection(
            Endpoint(settings), Connect(settings), _options.IntakeBytes, m => Received(connection!, m), loss => _thread.Post(() => Ended(connection!, loss)));
        _connection = connection;
        connection.ConnectAsync(_attempt.Token).ContinueWith(
            t => _thread.Post(() => Answered(connection, t.Result.Facts, t.Result.Loss)), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private BrokerEndpoint Endpoint(AttemptSettings settings) => new(
        settings.Host, settings.Port, _options.WebSocketPath, settings.Tls, _options.ConnectTimeout, settings.KeepAlive, _options.LargestPacket);

    private MqttClientOptions Connect(AttemptSettings settings)
    {
        var options = new MqttClientOptions
        {
            ProtocolVersion = _isV5 ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311,
            ClientId = _options.ClientId,
            CleanSession = _isCleanStart,
            SessionExpiryInterval = _options.SessionExpirySeconds,
            ReceiveMaximum = _options.ReceiveMaximum,
            MaximumPacketSize = (uint)_options.LargestPacket,
            // No topic aliases: the library does not resolve them.
            TopicAliasMaximum = 0,
            Timeout = _options.ConnectTimeout,
        };
        if (settings.UserName is { } name) options.Credentials = new MqttClientCredentials(name, settings.Password);
        if (settings.Will is { } will) SetWill(options, will);
        return options;
    }

    private void SetWill(MqttClientOptions options, MqttApplicationMessage will)
    {
        options.WillTopic = will.Topic;
        options.WillPayload = System.Buffers.BuffersExtensions.ToArray(will.Payload);
        options.WillQualityOfServiceLevel = _isWithoutQos ? MqttQualityOfServiceLevel.AtMostOnce : will.QualityOfServiceLevel;
        options.WillRetain = will.Retain && !_isWithoutRetain;
        options.WillContentType = will.ContentType;
        options.WillPayloadFormatIndicator = will.PayloadFormatIndicator;
    }

    private void Answered(BrokerConnection connection, BrokerFacts? facts, ConnectionLoss? loss)
    {
        if (connection != _connection || _state != State.Connecting)
        {
            connection.Dispose();
            return;
        }

        if (facts is not null) Accepted(connection, facts);
        else if (!TryOtherwise(loss!)) End(loss!, _schedule.Failed(ReasonWords.NeedsPerson(loss!.Code)));
    }

    /// <summary>True when the next attempt asks for less, at once.</summary>
    private bool TryOtherwise(ConnectionLoss loss)
    {
        string? change = null;
        if (loss.Code == ReasonWords.RetainNotSupported && !_isWithoutRetain)
        {
            _isWithoutRetain = true;
            change = NoRetain;
        }
        else if (loss.Code == ReasonWords.QosNotSupported && !_isWithoutQos)
        {
            _isWithoutQos = true;
            change = "the broker takes QoS 0 only: the will and all messages may be lost on the way";
        }
        else if (IsVersionRefused(loss))
        {
            _isV5 = false;
            change = $"{loss.Reason}; trying MQTT 3.1.1";
        }

        if (change is null) return false;
        Warn(WarningKind.Note, change);
        End(loss, TimeSpan.Zero);
        return true;
    }

    private const string NoRetain = "the broker keeps no messages: dashboards that connect later do not see the state until the next one";

    private bool IsVersionRefused(ConnectionLoss loss) =>
        _options.Protocol == ProtocolChoice.Auto && _isV5 && !_isVersionKnown
        && (loss.Cause == LossCause.ClosedBeforeAnswer || (loss.Cause == LossCause.Refused && loss.Code is ReasonWords.UnsupportedProtocolVersion or ReasonWords.UnacceptableVersion311));

    private void Accepted(BrokerConnection connection, BrokerFacts facts)
    {
        _state = State.Connected;
        _isVersionKnown = true;
        _connectedAtMs = _nowMs;
        _deadlineMs = long.MaxValue;
        _facts = facts;
        _isConnected = true;
        _schedule.Connected();
        _pingSentAtMs = null;
        if (!facts.RetainAvailable && !_isRetainNamed) Warn(WarningKind.Note, NoRetain);
        _isRetainNamed |= !facts.RetainAvailable;
        if (!facts.SessionPresent && _wasEverConnected && !_isCleanStart) Warn(WarningKind.Note, "the broker has no session of ours; subscribing anew");
        _options.OnConnected?.Invoke(facts);
        connection.Begin();
        // A session that the broker kept may lack what the last connection asked for and got no answer to.
        if (!facts.SessionPresent || !_wasEverConnected || !_subscriber.IsDone) BeginSubscribing();
        _wasEverConnected = true;
        _isCleanStart &= _options.SessionExpirySeconds == 0;
    }

    private void BeginSubscribing()
    {
        _subscriber.Begin();
        SubscribeNext();
    }

    private void SubscribeNext()
    {
        if (_subscriber.Next() is not { } packet)
        {
            _deadlineMs = long.MaxValue;
            NameRefused();
            return;
        }

        var connection = _connection!;
        _deadlineMs = _nowMs + (long)_options.ConnectTimeout.TotalMilliseconds;
        connection.SubscribeAsync(packet, _attempt.Token).ContinueWith(
            t => _thread.Post(() => Subscribed(connection, t.IsCompletedSuccessfully ? t.Result : null)), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <param name="result">Null when the connection ended before the answer, which says more.</param>
    private void Subscribed(BrokerConnection connection, MqttClientSubscribeResult? result)
    {
        if (connection != _connection || _state != State.Connected || result is null) return;
        _subscriber.Answered(result);
        SubscribeNext();
    }

    private void NameRefused()
    {
        foreach (var item in _subscriber.Refused)
            Warn(WarningKind.SubscriptionRefused, ReasonWords.Describe($"subscription to {item.TopicFilter.Topic} answered", item.ResultCode, null));
        _options.OnSubscribed?.Invoke(_subscriber.Refused);
    }
}
