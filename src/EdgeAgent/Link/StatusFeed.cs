using System.Text.Json;
using EdgeAgent.Contract;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using EdgeAgent.Options;
using EdgeAgent.Storage;

namespace EdgeAgent.Link;


/// <summary>
/// <c>status</c>, <c>state</c> and <c>telemetry</c>: birth and goodbye, the retained snapshot on change or in time, samples in
/// batches that ride along with other traffic while on battery. How often the device speaks is announced, so that a quiet device is
/// not taken for a dead one.
/// </summary>
internal sealed class StatusFeed(
    IBrokerLink link, Topics topics, DocumentHeader stamp, TelemetryOptions options, DeviceOptions device, IReadOnlyList<string> caps, string version,
    Counters counters, PacketBudget budget, Func<long> newToken)
{
    private const int BatteryFactor = 4;

    // Changes that come in a burst are one document.
    private const long LeastGapMs = 500;

    private readonly Queue<TelemetrySample> _samples = new();
    private readonly Dictionary<long, TelemetrySample[]> _batches = [];
    private long _lastSampleMs = long.MinValue / 2;
    private long _lastTelemetryMs = long.MinValue / 2;
    private long _lastStateMs = long.MinValue / 2;
    private StateMarks? _lastMarks;
    private double? _lastSoc;
    private bool _isOnline;
    private bool _onBattery;
    private bool _stateWanted;
    private double _modeFactor = 1;
    private double _announcedIntervalS;
    private long _session;
    private TimeSpan _keepAlive;

    private long StateEveryMs => (long)(options.StateEvery.TotalMilliseconds * (_onBattery ? BatteryFactor * _modeFactor : 1));

    private long TelemetryEveryMs => (long)(_onBattery ? options.PublishEveryOnBattery * _modeFactor : options.PublishEvery).TotalMilliseconds;

    /// <summary>Silence longer than this means trouble, s.</summary>
    public double IntervalS => StateEveryMs / 1000.0;

    /// <summary>The longest that <see cref="IntervalS"/> becomes, whatever the power, s.</summary>
    public double LongestIntervalS => options.StateEvery.TotalSeconds * BatteryFactor * PaceFactors.Interval(OperatingMode.Suspended);

    /// <summary>In force with the broker, s.</summary>
    public double KeepAliveS => _keepAlive.TotalSeconds;

    /// <summary>When the next snapshot is due at the latest, device time; null while the broker is away.</summary>
    public long? ReportDueMs => _isOnline ? _lastStateMs + StateEveryMs : null;

    /// <summary>When <see cref="Pump"/> has something to do, device time; null while the broker is away.</summary>
    public long? DueMs
    {
        get
        {
            if (!_isOnline) return null;
            long state = _lastStateMs + (_stateWanted ? LeastGapMs : StateEveryMs);
            return _samples.Count == 0 ? state : Math.Min(state, _lastTelemetryMs + TelemetryEveryMs);
        }
    }

    /// <summary>Callable from the MQTT client's thread.</summary>
    public OutboundMessage Will(long session, TimeSpan keepAlive, in Timestamp now) => Status(DevicePresence.Lost, session, "connection lost", keepAlive, now);

    public void Birth(long session, TimeSpan keepAlive, in Timestamp now)
    {
        _isOnline = true;
        _stateWanted = true;
        _lastStateMs = now.DeviceTimeMs - LeastGapMs;
        (_session, _keepAlive) = (session, keepAlive);
        PublishOnline(now);
    }

    public void Goodbye(string reason, in Timestamp now, long token) =>
        link.Publish(Status(DevicePresence.Offline, _session, reason, _keepAlive, now) with { Token = token });

    /// <summary>The last word before a sleep; nothing follows it until the next <see cref="Birth"/>.</summary>
    public void Sleeping(string reason, DateTimeOffset? wakeAt, in Timestamp now, long token)
    {
        if (_samples.Count > 0) SendTelemetry(now);
        _isOnline = false;
        link.Publish(Status(DevicePresence.Sleeping, _session, reason, _keepAlive, now, wakeAt) with { Token = token });
    }

    public void Offline() => _isOnline = false;

    /// <summary>Sends the snapshot with the next <see cref="Pump"/> whatever it says.</summary>
    public void WantState() => _stateWanted = true;

    public void Observe(PowerState power, SystemState system, OperatingMode mode, int running, in Timestamp now)
    {
        _modeFactor = PaceFactors.Interval(mode);
        bool onBattery = power.Source == PowerSource.Battery;
        if (onBattery != _onBattery) _stateWanted = true;
        _onBattery = onBattery;
        if (now.DeviceTimeMs - _lastSampleMs < options.SampleEvery.TotalMilliseconds) return;
        _lastSampleMs = now.DeviceTimeMs;
        _samples.Enqueue(Sample(power, system, running, now));
        DropOldest();
    }

    /// <summary>True when the token was that of a batch of samples. One that never left, as the connection was just lost, waits for the next.</summary>
    public bool Published(long token, bool isSuccess)
    {
        if (!_batches.Remove(token, out var batch)) return false;
        if (!isSuccess)
        {
            var later = _samples.ToArray();
            _samples.Clear();
            foreach (var sample in batch.Concat(later).OrderBy(s => s.Ts)) _samples.Enqueue(sample);
            DropOldest();
        }

        return true;
    }

    private void DropOldest()
    {
        for (; _samples.Count > options.BufferedSamples; counters.TelemetryDropped++) _samples.Dequeue();
    }

    /// <param name="marks">Another value than last time is sent at once, as is a change of the charge by the threshold.</param>
    /// <param name="snapshot">Makes the document; called only when it is sent.</param>
    /// <param name="hadTraffic">Something else is being sent now: samples may ride along.</param>
    public void Pump(Func<StateDocument> snapshot, StateMarks marks, double? soc, bool hadTraffic, in Timestamp now)
    {
        if (!_isOnline) return;
        // The retained status must not promise an interval of another mode.
        if (_announcedIntervalS != IntervalS) PublishOnline(now);
        bool changed = _stateWanted || marks != _lastMarks || (soc is { } s && Math.Abs(s - (_lastSoc ?? -100)) >= options.SocThresholdPct);
        long age = now.DeviceTimeMs - _lastStateMs;
        if (changed && age < LeastGapMs) _stateWanted = true;
        if ((changed && age >= LeastGapMs) || age >= StateEveryMs)
        {
            _stateWanted = false;
            (_lastStateMs, _lastMarks, _lastSoc) = (now.DeviceTimeMs, marks, soc ?? _lastSoc);
            SendState(snapshot());
            hadTraffic = true;
        }

        SendTelemetry(hadTraffic, now);
    }

    private void SendState(StateDocument document)
    {
        var said = new List<string>();
        byte[] payload = StateFit.Write(document, budget.For(topics.State), said);
        if (said.Count > 0) budget.LeftOut(topics.State, JsonSerializer.SerializeToUtf8Bytes(document, LinkJson.Wire.StateDocument).Length, said);
        link.Publish(new OutboundMessage(topics.State, payload, IsRetained: true));
    }

    private void SendTelemetry(bool hadTraffic, in Timestamp now)
    {
        if (_samples.Count == 0) return;
        long age = now.DeviceTimeMs - _lastTelemetryMs;
        bool rides = hadTraffic && age >= (long)options.PublishEvery.TotalMilliseconds;
        if (age >= TelemetryEveryMs || rides) SendTelemetry(now);
    }

    private void SendTelemetry(in Timestamp now)
    {
        _lastTelemetryMs = now.DeviceTimeMs;
        while (_samples.Count > 0)
        {
            var (batch, payload) = FittingBatch(now);
            for (int i = 0; i < batch.Length; i++) _samples.Dequeue();
            long token = newToken();
            _batches[token] = batch;
            link.Publish(new OutboundMessage(topics.Telemetry, payload, IsAcknowledged: false, Token: token));
        }
    }

    /// <summary>The oldest samples, as many as the broker takes in one packet; one at least.</summary>
    private (TelemetrySample[] Batch, byte[] Payload) FittingBatch(in Timestamp now)
    {
        for (int count = _samples.Count; ; count = (count + 1) / 2)
        {
            var batch = _samples.Take(count).ToArray();
            var document = stamp.On(new TelemetryDocument { Samples = batch, Dropped = counters.TelemetryDropped, IntervalS = TelemetryEveryMs / 1000.0 }, now);
            byte[] payload = JsonSerializer.SerializeToUtf8Bytes(document, LinkJson.Wire.TelemetryDocument);
            if (count == 1 || payload.Length <= budget.For(topics.Telemetry)) return (batch, payload);
        }
    }

    private void PublishOnline(in Timestamp now)
    {
        _announcedIntervalS = IntervalS;
        link.Publish(Status(DevicePresence.Online, _session, null, _keepAlive, now));
    }

    private OutboundMessage Status(DevicePresence state, long session, string? reason, TimeSpan keepAlive, in Timestamp now, DateTimeOffset? wakeAt = null)
    {
        var document = stamp.On(
            new StatusDocument
            {
                State = state,
                Session = session,
                Reason = reason,
                NextWakeAt = wakeAt,
                AgentVersion = version,
                Caps = caps,
                Groups = device.Groups,
                Tags = device.Tags,
                Timezone = device.TimeZone.Id,
                IntervalS = IntervalS,
                KeepAliveS = keepAlive.TotalSeconds,
            },
            now);
        return new OutboundMessage(topics.Status, JsonSerializer.SerializeToUtf8Bytes(document, LinkJson.Wire.StatusDocument), IsRetained: true);
    }

    private static TelemetrySample Sample(PowerState power, SystemState system, int running, in Timestamp now) => new()
    {
        Ts = now.Utc,
        SocPct = power.SocPct,
        VoltageV = power.VoltageV,
        CurrentA = power.CurrentA,
        PowerW = power.PowerW,
        LoadW = power.LoadW,
        HarvestW = power.HarvestW,
        CpuPct = system.CpuPct,
        CpuTemperatureC = system.CpuTemperatureC,
        MemoryUsedPct = system.MemoryUsedPct,
        Charging = power.Charging,
        Source = power.Source,
        Running = running,
    };
}
