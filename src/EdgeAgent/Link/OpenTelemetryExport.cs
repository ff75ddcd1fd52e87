using System.Diagnostics.Metrics;
using EdgeAgent.Contract;
using EdgeAgent.Native;
using EdgeAgent.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace EdgeAgent.Link;

/// <summary>
/// Exports the device's state as OpenTelemetry metrics to a collector. Instruments read the newest snapshot when a period ends, so an
/// export takes no samples of its own. It costs memory and one wake-up per period, so it is created only when an endpoint is configured;
/// no other class uses the OpenTelemetry libraries.
/// </summary>
/// <remarks><see cref="Measured"/> may be called from any thread; instruments are read on the exporter's.</remarks>
internal sealed class OpenTelemetryExport : IStateObserver, IDisposable
{
    public const string MeterName = "EdgeAgent";

    private static readonly KeyValuePair<string, object?> OnBattery = new("source", "battery");
    private static readonly KeyValuePair<string, object?> OnExternal = new("source", "external");

    private readonly Meter _meter;
    private readonly MeterProvider _provider;
    private volatile StateDocument? _latest;

    /// <param name="options">With an endpoint.</param>
    /// <param name="device">Device id: <c>service.instance.id</c> of the resource.</param>
    /// <param name="version">Version of the agent.</param>
    /// <exception cref="IOException">The file with the headers cannot be read.</exception>
    public OpenTelemetryExport(OpenTelemetryOptions options, string device, string version)
    {
        _meter = new Meter(MeterName, version);
        MakePowerInstruments();
        MakeSystemInstruments();
        MakeTaskInstruments();
        string? headers = options.HeadersFile is { } file ? SmallFile.ReadText(file).Trim() : null;
        _provider = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("edgeagent", serviceVersion: version, autoGenerateServiceInstanceId: false, serviceInstanceId: device))
            .AddMeter(MeterName)
            .AddOtlpExporter((exporter, reader) =>
            {
                exporter.Endpoint = options.Endpoint!;
                if (options.Transport == OtlpTransport.Grpc) exporter.Protocol = OtlpExportProtocol.Grpc;
                else exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                if (headers is not null) exporter.Headers = headers;
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)options.Every.TotalMilliseconds;
            })
            .Build()!;
    }

    /// <summary>Sets the newest snapshot, which the next export shows.</summary>
    public void Measured(StateDocument state) => _latest = state;

    /// <summary>Exports now; false when the collector did not accept the data within <paramref name="patience"/>.</summary>
    public bool Flush(TimeSpan patience) => _provider.ForceFlush((int)patience.TotalMilliseconds);

    /// <summary>Exports a last time, for at most two seconds.</summary>
    public void Dispose()
    {
        _provider.Shutdown(2000);
        _provider.Dispose();
        _meter.Dispose();
    }

    private void MakePowerInstruments()
    {
        Gauge("edgeagent.battery.charge", "%", "State of charge", s => s.Power.SocPct);
        Gauge("edgeagent.battery.voltage", "V", "Pack voltage", s => s.Power.VoltageV);
        Gauge("edgeagent.battery.current", "A", "Current, positive into the battery", s => s.Power.CurrentA);
        Gauge("edgeagent.battery.power", "W", "Power, positive into the battery", s => s.Power.PowerW);
        Gauge("edgeagent.battery.temperature", "Cel", "Pack temperature", s => s.Power.TemperatureC);
        Gauge("edgeagent.battery.health", "%", "Usable share of the rated capacity", s => s.Power.HealthPct);
        Gauge("edgeagent.battery.stale", "1", "1 while no reading can be trusted", s => Convert.ToDouble(s.Power.Quality == PowerQuality.Stale));
        Gauge("edgeagent.power.load", "W", "Power that the device draws", s => s.Power.LoadW);
        Gauge("edgeagent.power.harvest", "W", "Power that panel or charger delivers", s => s.Power.HarvestW);
        Gauge("edgeagent.power.charging", "1", "1 while the battery charges", s => Flag(s.Power.Charging, ChargeStatus.Charging, ChargeStatus.Unknown));
        Gauge("edgeagent.power.external", "1", "1 while external power feeds the device", s => Flag(s.Power.Source, PowerSource.External, PowerSource.Unknown));
        Gauge("edgeagent.forecast.confidence", "1", "0 (nothing learned) to 1", s => s.Forecast?.Confidence);
    }

    // An unknown value gives no measurement, neither 1 nor 0.
    private static double? Flag<T>(T word, T on, T unknown) where T : struct, Enum
    {
        if (EqualityComparer<T>.Default.Equals(word, unknown)) return null;
        if (EqualityComparer<T>.Default.Equals(word, on)) return 1;
        return 0;
    }

    private void MakeSystemInstruments()
    {
        Gauge("edgeagent.system.cpu", "%", "CPU use", s => s.System.CpuPct);
        Gauge("edgeagent.system.cpu.temperature", "Cel", "CPU temperature", s => s.System.CpuTemperatureC);
        Gauge("edgeagent.system.memory", "%", "Memory in use", s => s.System.MemoryUsedPct);
        Gauge("edgeagent.system.disk", "%", "Disk in use", s => s.System.DiskUsedPct);
        Gauge("edgeagent.wakeups", "{wakeup}/h", "Wake-ups of the agent per hour", s => s.Counters.WakeupsPerHour);
        Gauge("edgeagent.outbox.items", "{message}", "Receipts not yet acknowledged", s => s.Counters.OutboxItems);
        Gauge("edgeagent.disk.written.today", "By", "Bytes that the agent wrote today", s => s.Counters.BytesWrittenToday);
    }

    private void MakeTaskInstruments()
    {
        _meter.CreateObservableGauge("edgeagent.tasks", Phases, "{task}", "Unfinished tasks by phase");
        Counter("edgeagent.tasks.finished", "{task}", "Finished tasks by outcome", s =>
        [
            Of(s.Counters.TasksSucceeded, "succeeded"), Of(s.Counters.TasksFailed, "failed"), Of(s.Counters.TasksTimedOut, "timed_out"),
            Of(s.Counters.TasksCanceled, "canceled"), Of(s.Counters.TasksRejected, "rejected"),
        ]);
        Counter("edgeagent.tasks.energy", "mW.h", "Energy of tasks by its source", s =>
            [new(s.Counters.EnergyOnBatteryMwh, OnBattery), new(s.Counters.EnergyOnExternalMwh, OnExternal)]);
    }

    private static Measurement<double> Of(long count, string outcome) => new(count, new KeyValuePair<string, object?>("outcome", outcome));

    private IEnumerable<Measurement<int>> Phases()
    {
        if (_latest?.Queue is { } q)
        {
            return [
                In(q.Blocked, "blocked"), In(q.Scheduled, "scheduled"), In(q.Waiting, "waiting"), In(q.Deferred, "deferred"), In(q.Ready, "ready"),
                In(q.Running, "running"), In(q.Paused, "paused"),
            ];
        }

        return [];
    }

    private static Measurement<int> In(int count, string phase) => new(count, new KeyValuePair<string, object?>("phase", phase));

    // An unknown value gives no measurement, because a gauge of zero would be wrong.
    private void Gauge(string name, string unit, string description, Func<StateDocument, double?> value) =>
        _meter.CreateObservableGauge(name, () => Known(value), unit, description);

    private Measurement<double>[] Known(Func<StateDocument, double?> value)
    {
        if (_latest is { } state && value(state) is { } known) return [new Measurement<double>(known)];
        return [];
    }

    private void Counter(string name, string unit, string description, Func<StateDocument, Measurement<double>[]> values) =>
        _meter.CreateObservableCounter(name, () => _latest is { } state ? values(state) : [], unit, description);
}
