using EdgeAgent.Contract;
using EdgeAgent.Core.Time;
using EdgeAgent.Options;
using EdgeAgent.Storage;

namespace EdgeAgent.Link;

/// <summary>Publishes <c>telemetry</c>: samples in batches, sent with other traffic while on battery. When the buffer is full, the oldest samples are dropped and counted.</summary>
internal sealed class TelemetryFeed(DocumentSender sender, TelemetryOptions options, ReportPace pace, Counters counters)
{
    private readonly Queue<TelemetrySample> _samples = new();
    private readonly Dictionary<long, TelemetrySample[]> _inFlight = [];
    private long _lastSampleMs = long.MinValue / 2;
    private long _lastBatchMs = long.MinValue / 2;

    /// <summary>Device time at which the next batch is due; null without a sample.</summary>
    public long? DueMs => _samples.Count == 0 ? null : _lastBatchMs + (long)pace.TelemetryEvery.TotalMilliseconds;

    /// <summary>A sample is due.</summary>
    public bool IsDue(in Timestamp now) => now.DeviceTimeMs - _lastSampleMs >= options.SampleEvery.TotalMilliseconds;

    public void Add(TelemetrySample sample, in Timestamp now)
    {
        _lastSampleMs = now.DeviceTimeMs;
        _samples.Enqueue(sample);
        DropOldest();
    }

    /// <summary>True when the token belongs to a batch. A batch that was not sent because the connection was lost waits for the next one.</summary>
    public bool Published(long token, bool isSuccess)
    {
        if (!_inFlight.Remove(token, out var batch)) return false;
        if (!isSuccess) TakeBack(batch);
        return true;
    }

    /// <param name="hadTraffic">Other messages are being sent now, so the batch may go with them.</param>
    public void Pump(bool hadTraffic, in Timestamp now)
    {
        bool rides = hadTraffic && now.DeviceTimeMs - _lastBatchMs >= (long)options.PublishEvery.TotalMilliseconds;
        if (rides || now.DeviceTimeMs >= DueMs) Send(now);
    }

    /// <summary>Sends the samples now, independent of the last batch.</summary>
    public void Send(in Timestamp now)
    {
        if (_samples.Count == 0) return;
        _lastBatchMs = now.DeviceTimeMs;
        while (_samples.Count > 0)
        {
            var (batch, message) = FittingBatch(now);
            for (int i = 0; i < batch.Length; i++) _samples.Dequeue();
            long token = sender.NewToken();
            _inFlight[token] = batch;
            sender.Publish(message with { IsAcknowledged = false, Token = token });
        }
    }

    /// <summary>The oldest samples, as many as the broker accepts in one packet; at least one.</summary>
    private (TelemetrySample[] Batch, OutboundMessage Message) FittingBatch(in Timestamp now)
    {
        for (int count = _samples.Count; ; count = (count + 1) / 2)
        {
            TelemetrySample[] batch = [.. _samples.Take(count)];
            var document = new TelemetryDocument { Samples = batch, Dropped = counters.TelemetryDropped, IntervalS = pace.TelemetryEvery.TotalSeconds };
            var message = sender.Message(sender.Topics.Telemetry, document, LinkJson.Wire.TelemetryDocument, now);
            if (count == 1 || message.Payload.Length <= sender.MostBytes(sender.Topics.Telemetry)) return (batch, message);
        }
    }

    private void TakeBack(TelemetrySample[] batch)
    {
        var later = _samples.ToArray();
        _samples.Clear();
        foreach (var sample in batch.Concat(later).OrderBy(s => s.Ts)) _samples.Enqueue(sample);
        DropOldest();
    }

    private void DropOldest()
    {
        for (; _samples.Count > options.BufferedSamples; counters.TelemetryDropped++) _samples.Dequeue();
    }
}
