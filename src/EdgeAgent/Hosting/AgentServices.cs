using System.Reflection;
using System.Runtime.CompilerServices;
using EdgeAgent.Contract;
using EdgeAgent.Control;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Execution;
using EdgeAgent.Link;
using EdgeAgent.Loop;
using EdgeAgent.Sensors;
using EdgeAgent.Simulated;
using EdgeAgent.Sleep;
using EdgeAgent.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Hosting;

/// <summary>Registers the parts of the service with the container, which disposes of them in reverse order of their creation.</summary>
internal static partial class AgentServices
{
    /// <summary>The version and, in a release, the commit: <c>0.1.0+0123456789ab</c>. The same as <c>edgeagent --version</c>.</summary>
    public static string Version { get; } =
        typeof(AgentServices).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    /// <summary>The hosted services in the order of their start; they stop in reverse: loop, link, sensors, store.</summary>
    public static IServiceCollection AddAgent(this IServiceCollection services, ServiceSettings settings)
    {
        services.AddSingleton(settings).AddSingleton(TimeProvider.System);
        services.AddSingleton<OpenedStore>(Store).AddSingleton<DeviceClock>(Clock).AddSingleton<Inbox>();
        services.AddSingleton(new Topics(settings.Agent.Mqtt.Root, settings.Agent.Device.Id, settings.Agent.Device.Groups, settings.Agent.Mqtt.HomeAssistantPrefix));
        services.AddSingleton<Confinement>(Confine).AddSingleton<WorkerServices>().AddSingleton<BuiltInKinds>(Kinds);
        services.AddSingleton<PowerSensing>(Sensing).AddSingleton<SensorHub>(static s => s.GetRequiredService<PowerSensing>().Hub);
        services.AddSingleton(static s => new DeviceSleep(Sleep(s))).AddSingleton(static _ => MemoryTrim.OfProcess());
        services.AddSingleton<MqttLink>(Link).AddSingleton<AgentParts>(Parts).AddSingleton<Agent>(MakeAgent).AddSingleton<AgentLoop>(Loop).AddSingleton<LoopService>();
        if (settings.OpenTelemetry.Endpoint is not null) AddExport(services);
        if (settings.Page is { } page) services.AddSingleton(page).AddHostedService<PageService>();
        return services
            .AddHostedService<CloseStoreService>()
            .AddHostedService<SensorService>()
            .AddHostedService<LinkService>()
            .AddHostedService(static s => s.GetRequiredService<LoopService>());
    }

    private static OpenedStore Store(IServiceProvider s)
    {
        var opened = OpenedStore.Open(Settings(s).Agent.Device, s.GetRequiredService<TimeProvider>());
        if (opened.Store.Damage is { } damage) LogDamage(Log(s), damage);
        return opened;
    }

    private static DeviceClock Clock(IServiceProvider s) =>
        new(s.GetRequiredService<TimeProvider>(), s.GetRequiredService<OpenedStore>().Boot.OffsetMs, Settings(s).Agent.Device.Clock);

    private static Confinement Confine(IServiceProvider s)
    {
        var (device, execution) = (Settings(s).Agent.Device, Settings(s).Execution);
        var confinement = Confinement.Detect(Confinement.InstanceOf(device.Id, device.DataDirectory), execution.Confinement);
        if (confinement.KillLeftovers() is > 0 and int left) LogLeftovers(Log(s), left);
        return confinement;
    }

    private static BuiltInKinds Kinds(IServiceProvider s) => new(
        Settings(s).Execution, Settings(s).Commands, s.GetRequiredService<Confinement>(), Settings(s).Agent.Device.DataDirectory,
        s.GetRequiredService<WorkerServices>().Context, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILoggerFactory>());

    private static PowerSensing Sensing(IServiceProvider s)
    {
        var (inbox, needs) = (s.GetRequiredService<Inbox>(), s.GetRequiredService<WorkerServices>());
        var learned = s.GetRequiredService<OpenedStore>().Store.Blobs.Get(LearnedState.EstimatorKey);
        var ports = new SensorHubPorts(MachineRoots.Real, learned, s.GetRequiredService<DeviceClock>().Now, Deliver, s.GetRequiredService<ILogger<SensorHub>>());
        return PowerSensing.Create(Settings(s).Power, Settings(s).Simulated, s.GetRequiredService<TimeProvider>(), ports);

        void Deliver(PowerSnapshot sample)
        {
            // A sleeping machine takes no samples.
            if (s.GetRequiredService<DeviceSleep>().IsSimulatedAsleep) return;
            needs.Power = sample.Power;
            inbox.Post(new AgentEvent.Sampled(sample));
        }
    }

    private static IDeviceSleep? Sleep(IServiceProvider s) => Settings(s).Sleep?.Create(
        MachineRoots.Real, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<PowerSensing>().Simulated, s.GetRequiredService<Watchdog>().SignOfLife);

    private static MqttLink Link(IServiceProvider s)
    {
        var (store, inbox, clock) = (s.GetRequiredService<OpenedStore>(), s.GetRequiredService<Inbox>(), s.GetRequiredService<DeviceClock>());
        long session = store.Boot.LastSession;
        var link = new MqttLink(
            Settings(s).Agent.Mqtt, s.GetRequiredService<Topics>(), new LinkEvents(inbox),
            () => Interlocked.Increment(ref session),
            (number, keepAlive) => s.GetRequiredService<Agent>().Will(number, keepAlive, clock.Now()));
        s.GetRequiredService<WorkerServices>().Link = link;
        return link;
    }

    private static AgentParts Parts(IServiceProvider s)
    {
        var settings = Settings(s);
        var sensing = s.GetRequiredService<PowerSensing>();
        var (opened, now) = (s.GetRequiredService<OpenedStore>(), s.GetRequiredService<DeviceClock>().Now());
        return new AgentParts
        {
            Options = settings.Agent,
            Store = opened.Store,
            Boot = opened.Boot,
            Link = s.GetRequiredService<MqttLink>(),
            Topics = s.GetRequiredService<Topics>(),
            Inbox = s.GetRequiredService<Inbox>(),
            Kinds = s.GetRequiredService<BuiltInKinds>().Kinds,
            Policy = settings.Tasks,
            Scheduling = settings.Scheduling,
            Modes = settings.Power.Modes,
            Projection = settings.Power.Projection,
            Forecast = settings.Forecast,
            PowerStaleAfter = settings.Power.Estimator.StaleAfter,
            PackWh = settings.Power.Pack is { } pack ? pack.CapacityAh * pack.Cells * CellCurve.OpenCircuitVolts(pack.Chemistry, 0.5, 25) : null,
            Logger = s.GetRequiredService<ILogger<Agent>>(),
            Identity = new DeviceIdentity(Version, settings.Power.Board.Board),
            Machine = new SensedMachine(sensing),
            Caps = Caps(s),
            Observer = s.GetService<IStateObserver>(),
            Sleep = s.GetRequiredService<DeviceSleep>().Method,
            SleepRule = settings.Sleep?.Rule ?? new(),
            SimulatedPast = now.IsTrusted ? sensing.Simulated?.Past(now.Utc) : null,
            MoreVerbs = sensing.Simulated is { } board ? [new SimulateVerb(board, sensing.Hub).Verb] : [],
        };
    }

    private static string[] Caps(IServiceProvider s) =>
    [
        .. s.GetRequiredService<BuiltInKinds>().Kinds.Names.Select(k => "kind:" + k),
        "confinement:" + s.GetRequiredService<Confinement>().Kind,
        .. Settings(s).Sleep is { } sleep ? (string[])["sleep:" + WireNames.Lower(sleep.Method)] : [],
    ];

    private static Agent MakeAgent(IServiceProvider s) => AgentAssembly.Build(s.GetRequiredService<AgentParts>(), s.GetRequiredService<DeviceClock>().Now());

    private static AgentLoop Loop(IServiceProvider s) => new(
        s.GetRequiredService<Agent>(), s.GetRequiredService<Inbox>(), s.GetRequiredService<DeviceClock>().Now, s.GetRequiredService<Watchdog>(),
        s.GetRequiredService<DeviceSleep>().Method)
    {
        Memory = s.GetRequiredService<MemoryTrim>(),
    };

    // Not inlined: the OpenTelemetry libraries are loaded when this method is compiled, and not before.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddExport(IServiceCollection services) => services.AddSingleton<IStateObserver>(static s =>
    {
        var options = Settings(s).OpenTelemetry;
        LogExports(Log(s), options.Endpoint!, options.Every.TotalSeconds);
        return new OpenTelemetryExport(options, Settings(s).Agent.Device.Id, Version);
    });

    private static ServiceSettings Settings(IServiceProvider s) => s.GetRequiredService<ServiceSettings>();

    private static ILogger Log(IServiceProvider s) => s.GetRequiredService<ILoggerFactory>().CreateLogger("EdgeAgent.Service");

    [LoggerMessage(LogLevel.Information, "metrics go to {Endpoint} every {Seconds} s")]
    private static partial void LogExports(ILogger log, Uri endpoint, double seconds);

    [LoggerMessage(LogLevel.Error, "{Damage}")]
    private static partial void LogDamage(ILogger log, string damage);

    [LoggerMessage(LogLevel.Warning, "killed {Count} processes that an earlier run of the agent had left")]
    private static partial void LogLeftovers(ILogger log, int count);
}
