using System.Globalization;
using EdgeAgent.Hosting;
using EdgeAgent.Loop;
using EdgeAgent.Options;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;

namespace EdgeAgent.Fleet.Load;

/// <summary>Many agents in one process: composition, loop, link and store as shipped, each with its own connection and data directory.</summary>
internal sealed class AgentHosts : IDisposable
{
    // Each agent collects the memory of the whole process; a thousand of them here would do nothing else.
    private static readonly MemoryTrim NoTrim = new(static () => 0, static () => { });

    // For all agents together; the host's default of 30 s is meant for one.
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(15);

    private readonly LoadOptions _options;
    private readonly List<IHost> _hosts = [];

    public AgentHosts(LoadOptions options) => _options = options;

    /// <summary>Receipts that no controller has acknowledged, of all devices.</summary>
    public int Unacknowledged => _hosts.Sum(h => h.Services.GetRequiredService<OpenedStore>().Store.Receipts.Count);

    private static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"load-{index:D4}");

    // Spread evenly, the first of them at the end of the first stride.
    private bool Fails(int index) => Math.Floor((index + 1) * _options.FailingPct / 100) > Math.Floor(index * _options.FailingPct / 100);

    // A start waits for the medium more than for the processor.
    public void Start() => Parallel.For(0, _options.Devices, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
    {
        var host = Build(i);
        host.StartAsync().GetAwaiter().GetResult();
        lock (_hosts) _hosts.Add(host);
    });

    public void Stop() => Task.WhenAll(_hosts.Select(h => h.StopAsync())).GetAwaiter().GetResult();

    public void Dispose()
    {
        // After a fault of the run the agents still work.
        Stop();
        foreach (var host in _hosts) host.Dispose();
    }

    private IHost Build(int index)
    {
        var settings = ServiceSettings.Read(ConfigSources.Build(null, [.. Keys(index).Select(k => "--EdgeAgent:" + k)]));
        if (settings.Faults.Count > 0) throw new InvalidDataException(string.Join('\n', settings.Faults));
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, ApplicationName = "edgeagent" });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>().AddSingleton(new Watchdog(new SystemdNotifier(), null)).AddAgent(settings).AddSingleton(NoTrim);
        builder.Services.Configure<HostOptions>(static o => o.ShutdownTimeout = StopLimit);
        return builder.Build();
    }

    // Habits differ: some are full, some are not, the sun or an adapter comes at another hour; the failing ones run another program.
    private IEnumerable<string> Keys(int index) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"Mqtt:Port={_options.Port}"), "Mqtt:ReceiptsNeedController=true", "Mqtt:HomeAssistant:Enabled=false",
        $"Device:Id={Name(index)}", $"Device:DataDirectory={Path.Combine(_options.Folder, Name(index))}", $"Device:Groups=third-{index % 3}",
        "Power:Board=simulated", string.Create(CultureInfo.InvariantCulture, $"Power:Simulated:SocPct={40 + (index * 7 % 60)}"),
        $"Power:Simulated:Pattern={(index % 2 == 0 ? "solar" : "plug")}", string.Create(CultureInfo.InvariantCulture, $"Power:Simulated:StartAt={index % 24:D2}:00"),
        "Scheduling:MaxCpuPct=1000", "Scheduling:MaxMemoryPct=100", "Scheduling:MaxDiskPct=100", "Tasks:Confinement=process_group",
        $"Tasks:AllowedCommands:drill:Path={(Fails(index) ? "/bin/false" : "/bin/true")}", "Telemetry:SampleSeconds=60", "Log:Level=error",
    ];

    /// <summary>A host without a lifetime of its own: the load program decides when its agents end.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
