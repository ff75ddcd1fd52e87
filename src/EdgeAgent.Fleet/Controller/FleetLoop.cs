using System.Collections.Concurrent;
using EdgeAgent.Fleet.Store;
using EdgeAgent.Link;
using Microsoft.Extensions.Logging;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EdgeAgent.Fleet.Controller;

/// <summary>
/// Runs the controller on its thread: what arrives within <see cref="FleetOptions.Group"/> is one step and one commit; then the messages are
/// acknowledged to the broker. A fault of the store ends the loop: the next start begins with what is stored, and the broker and the devices
/// send everything else again.
/// </summary>
internal sealed partial class FleetLoop
{
    private const int MostInStep = 500;
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    private readonly BlockingCollection<InboundBatch> _arrived = [];
    private readonly FleetController _controller;
    private readonly IFleetStore _store;
    private readonly FleetOptions _options;
    private readonly TimeProvider _clock;
    private readonly SessionOptions _settings;
    private readonly ILogger _log;

    public FleetLoop(IFleetStore store, FleetOptions options, TimeProvider clock, ILogger log)
    {
        var topics = new FleetTopics(options.Mqtt.Root);
        (_store, _options, _clock, _log) = (store, options, clock, log);
        _controller = new FleetController(store, topics, options.ResendAfter, options.KeepReceipts);
        _settings = ClientSettings.From(options.Mqtt, options.ClientId);
        // The broker keeps the devices' messages while the controller is away.
        _settings.CleanStart = false;
        _settings.MaximumQueuedBytes = 256L * 1024 * 1024;
        _settings.Filters = [.. topics.Filters.Select(f => new MqttTopicFilter { Topic = f, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce })];
        _settings.OnReceived = _arrived.Add;
        _settings.OnConnected = _ => LogConnected(options.Mqtt.Host, options.Mqtt.Port);
        _settings.OnDisconnected = d => LogDisconnected(d.Reason);
        _settings.OnWarning = w => LogWarning(w.Text);
        _settings.OnSubscribed = refused =>
        {
            foreach (var r in refused) LogRefused(r.TopicFilter.Topic, r.ResultCode.ToString());
        };
    }

    /// <summary>Runs until <paramref name="stop"/>.</summary>
    /// <exception cref="IOException">The store failed.</exception>
    public void Run(CancellationToken stop)
    {
        LogStarted(_controller.DeviceCount);
        using var session = new BrokerSession(_settings);
        session.Start();
        while (!stop.IsCancellationRequested) Step(session, Arrived(stop));
        session.Stop(Farewell);
    }

    private void Step(BrokerSession session, List<InboundBatch> batches)
    {
        _store.Touch();
        var outgoing = _controller.Handle([.. batches.SelectMany(b => b.Messages)], _clock.GetUtcNow());
        foreach (var message in outgoing) session.Publish(message.ToMqtt(), Published);
        foreach (var batch in batches) batch.Acknowledge();
    }

    private List<InboundBatch> Arrived(CancellationToken stop)
    {
        var batches = new List<InboundBatch>();
        try
        {
            if (!_arrived.TryTake(out var first, (int)TickEvery.TotalMilliseconds, stop)) return batches;
            batches.Add(first);
            long begin = _clock.GetTimestamp();
            while (batches.Count < MostInStep && Rest(begin) is > 0 and var rest && _arrived.TryTake(out var next, rest, stop)) batches.Add(next);
        }
        catch (OperationCanceledException)
        {
            // These messages are not acknowledged, so the broker sends them again.
            batches.Clear();
        }

        return batches;
    }

    private int Rest(long begin) => (int)(_options.Group - _clock.GetElapsedTime(begin)).TotalMilliseconds;

    private void Published(PublishOutcome outcome)
    {
        if (!outcome.IsSuccess && outcome.Status != PublishStatus.Stopped) LogNotPublished(outcome.Text);
    }

    [LoggerMessage(LogLevel.Information, "knows {Devices} devices")]
    private partial void LogStarted(int devices);

    [LoggerMessage(LogLevel.Information, "connected to {Host}:{Port}")]
    private partial void LogConnected(string host, int port);

    [LoggerMessage(LogLevel.Information, "disconnected: {Reason}")]
    private partial void LogDisconnected(string reason);

    [LoggerMessage(LogLevel.Warning, "{Text}")]
    private partial void LogWarning(string text);

    [LoggerMessage(LogLevel.Error, "the broker refused the subscription to {Topic}: {Reason}")]
    private partial void LogRefused(string topic, string reason);

    [LoggerMessage(LogLevel.Warning, "not published, will be tried again: {Text}")]
    private partial void LogNotPublished(string text);
}
