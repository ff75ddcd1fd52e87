using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.Contract;
using EdgeAgent.Link;
using EdgeAgent.Options;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EdgeAgent.Cli;

/// <summary>A conversation with one device over the broker. Not thread-safe.</summary>
internal sealed class Remote : IConversation
{
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(1);

    private readonly Topics _topics;
    private readonly string _replyTopic;
    private readonly string _name;
    private readonly MqttOptions _options;
    private readonly TimeSpan _timeout;
    private TaskCompletionSource<JsonElement> _answer = new();
    private volatile Func<JsonElement, bool> _isAnswer = static _ => false;
    private volatile string _trouble = "";
    private volatile string _absence = "";

    public Remote(MqttOptions options, string device, TimeSpan timeout)
    {
        _options = options;
        _name = "edgeagent-cli-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        _topics = new Topics(options.Root, device, []);
        _replyTopic = $"{_topics.Reply}/{_name}";
        _timeout = timeout;
        // A file that cannot be read is reported now as an error of the caller and not later as a missing answer.
        _ = ClientSettings.From(options, _name);
    }

    /// <summary>The cause of a missing answer, for the error message; empty when unknown.</summary>
    public string Trouble => _trouble.Length > 0 ? _trouble : _absence;

    /// <summary>Sends a request and waits for its reply; null when none came in time.</summary>
    public JsonElement? Ask(string verb, JsonObject arguments)
    {
        arguments["v"] = 1;
        arguments["reply_to"] = _replyTopic;
        byte[] payload = JsonSerializer.SerializeToUtf8Bytes(arguments, CliJson.Default.JsonObject);
        return Converse(_replyTopic, _topics.Control(verb), payload, answer => answer.TryGetProperty("verb", out var v) && v.GetString() == verb);
    }

    /// <summary>Submits a document byte for byte and waits for its receipt; null when none came in time.</summary>
    public JsonElement? Submit(byte[] document)
    {
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(document));
        var batch = Converse(_topics.Receipt, _topics.Submit, document, b => Item(b, sha256) is not null);
        if (batch is { } found) return Item(found, sha256);
        return null;
    }

    private static JsonElement? Item(JsonElement batch, string sha256)
    {
        if (!batch.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array) return null;
        foreach (var item in items.EnumerateArray())
        {
            if (item.TryGetProperty("sha256", out var hash) && hash.GetString() == sha256) return item;
        }

        return null;
    }

    private JsonElement? Converse(string listenTo, string topic, byte[] payload, Func<JsonElement, bool> isAnswer)
    {
        _isAnswer = isAnswer;
        _answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var patience = new CancellationTokenSource(_timeout);
        try
        {
            return ConverseAsync(listenTo, topic, payload, patience.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<JsonElement?> ConverseAsync(string listenTo, string topic, byte[] payload, CancellationToken stop)
    {
        var subscribed = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var session = new BrokerSession(Settings(listenTo, subscribed));
        session.Start();

        // The answer may arrive before the broker acknowledges the publish, so the subscription comes first.
        if (await BrokerAsync(subscribed.Task, stop).ConfigureAwait(false) is { } refusal) return Refused(refusal);
        var published = await session.PublishAsync(new OutboundMessage(topic, payload).ToMqtt()).WaitAsync(stop).ConfigureAwait(false);
        if (!published.IsSuccess) return Refused($"the broker refused the message: {published.Text}");
        var answer = await _answer.Task.WaitAsync(stop).ConfigureAwait(false);
        session.Stop(FarewellPatience);
        return answer;
    }

    // A port that accepts the connection but does not answer raises no error, so the wait is limited.
    private async Task<string?> BrokerAsync(Task<string?> subscribed, CancellationToken stop)
    {
        try
        {
            return await subscribed.WaitAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_trouble.Length == 0)
        {
            _trouble = $"no MQTT broker answers at {_options.Host}:{_options.Port}: are host and port right?";
            throw;
        }
    }

    private SessionOptions Settings(string listenTo, TaskCompletionSource<string?> subscribed)
    {
        var settings = ClientSettings.From(_options, _name);
        // The retained status explains a missing answer.
        settings.Filters = [Filter(listenTo), Filter(_topics.Status)];
        settings.OnReceived = Received;
        settings.OnDisconnected = d =>
        {
            if (d.Cause != LossCause.Requested) _trouble = d.Reason;
        };
        settings.OnSubscribed = refused => subscribed.TrySetResult(Refusal(refused, listenTo));
        return settings;
    }

    private static string? Refusal(IReadOnlyList<MqttClientSubscribeResultItem> refused, string topic)
    {
        if (refused.FirstOrDefault(r => r.TopicFilter.Topic == topic) is not { } item) return null;
        return $"the broker refused the subscription to {topic}: {item.ResultCode}";
    }

    private static MqttTopicFilter Filter(string topic) => new() { Topic = topic, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce };

    private JsonElement? Refused(string trouble)
    {
        _trouble = trouble;
        return null;
    }

    private void Received(InboundBatch batch)
    {
        foreach (var message in batch.Messages)
        {
            if (Read(message.Payload) is not { } answer) continue;
            if (message.Topic == _topics.Status) _absence = Absence(answer);
            else if (_isAnswer(answer)) _answer.TrySetResult(answer);
        }

        batch.Acknowledge();
    }

    private static string Absence(JsonElement status) => Word(status, "state") switch
    {
        "sleeping" when Word(status, "next_wake_at") is { } at => $"it sleeps until {at}; what was sent waits for it",
        "sleeping" => "it sleeps; what was sent waits for it",
        "offline" or "lost" => $"it is {Word(status, "state")}; what was sent waits for it",
        _ => "",
    };

    private static string? Word(JsonElement element, string name)
    {
        if (element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String) return value.GetString();
        return null;
    }

    private static JsonElement? Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(OutsideJson.Sound(payload.Span, out _));
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document.RootElement.Clone();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
