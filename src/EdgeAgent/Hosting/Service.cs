using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EdgeAgent.Cli;
using EdgeAgent.Contract;
using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Execution;
using EdgeAgent.Link;
using EdgeAgent.Loop;
using EdgeAgent.Options;
using EdgeAgent.Sensors;
using EdgeAgent.Simulated;
using EdgeAgent.Sleep;
using EdgeAgent.Storage;
using EdgeAgent.Workers;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Hosting;

/// <summary>
/// Puts <c>edgeagent run</c> together and runs it on the calling thread. No generic host: it would add a container, timers and
/// thread-pool work to a process whose idle cost is the product (figures: README).
/// </summary>
internal static partial class Service
{
    // signal(7), the same number on every architecture that .NET runs on: what deploy/systemd/system-sleep sends.
    private const int SigUsr1 = 10;

    private static readonly TimeSpan LinkPatience = TimeSpan.FromSeconds(3);

    public static int Run(string? configFile, string[] keys)
    {
        try
        {
            var configuration = ConfigSources.Build(configFile, keys);
            var settings = ServiceSettings.Read(configuration);
            foreach (string fault in settings.Faults) Console.Error.WriteLine(fault);
            return settings.Faults.Count > 0 ? CommandLine.BadConfiguration : Run(settings);
        }
        catch (InvalidDataException e)
        {
            Console.Error.WriteLine(e.Message.ReplaceLineEndings(" "));
            return CommandLine.BadConfiguration;
        }
    }

    private static int Run(ServiceSettings settings)
    {
        using var logs = LoggerFactory.Create(b => b.SetMinimumLevel(settings.LogLevel).AddProvider(new Journal(TimeProvider.System, settings.LogLevel)));
        var log = logs.CreateLogger("EdgeAgent.Service");
        foreach (string key in settings.UnknownKeys) LogUnknownKey(log, key);
        try
        {
            using var manager = ServiceManager.FromEnvironment();
            Run(settings, logs, log, manager);
            return 0;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            LogCannotRun(log, e.Message);
            return 1;
        }
    }

    private static void Run(ServiceSettings settings, ILoggerFactory logs, ILogger log, ServiceManager manager)
    {
        var device = settings.Agent.Device;
        Directory.CreateDirectory(device.DataDirectory);
        var trust = device.Clock ?? DeviceClock.KernelTrust();
        var (store, boot) = AgentStore.Open(
            Path.Combine(device.DataDirectory, "agent.db"), DeviceClock.BootId(), DeviceClock.BootTimeMs(), TimeProvider.System.GetUtcNow(), trust);
        using (store)
        {
            if (store.Damage is { } damage) LogDamage(log, damage);
            var clock = new DeviceClock(TimeProvider.System, boot.OffsetMs, device.Clock);
            using var inbox = new Inbox();
            var confinement = Confinement.Detect(Confinement.InstanceOf(device.Id, device.DataDirectory), settings.Execution.Confinement);
            if (confinement.KillLeftovers() is > 0 and int left) LogLeftovers(log, left);
            var needs = new WorkerServices(new Topics(settings.Agent.Mqtt.Root, device.Id, device.Groups));
            using var kinds = new BuiltInKinds(
                settings.Execution, settings.Commands, confinement, device.DataDirectory, needs.Context, TimeProvider.System, logs);
            Func<bool> asleep = static () => false;
            var sensing = PowerBoards.Create(
                settings.Power, MachineRoots.Real, TimeProvider.System, store.Blobs.Get(Agent.EstimatorKey), clock.Now,
                s =>
                {
                    // A machine that sleeps measures nothing.
                    if (asleep()) return;
                    needs.Power = s.Power;
                    inbox.Post(new AgentEvent.Sampled(s));
                },
                logs.CreateLogger<SensorHub>());
            var sleep = settings.Power.Sleep?.Create(MachineRoots.Real, TimeProvider.System, sensing.Simulated, manager.SignOfLife);
            if (sleep is SimulatedSleep simulated) asleep = () => simulated.IsAsleep;
            using (sensing.Hub) Run(settings, logs, log, manager, store, boot, clock, inbox, kinds.Kinds, needs, confinement, sensing, sleep);
        }
    }

    private static void Run(
        ServiceSettings settings, ILoggerFactory logs, ILogger log, ServiceManager manager, AgentStore store, BootRecord boot, DeviceClock clock, Inbox inbox,
        TaskKinds kinds, WorkerServices needs, Confinement confinement, PowerSensing sensing, IDeviceSleep? sleep)
    {
        var options = settings.Agent;
        var topics = new Topics(options.Mqtt.Root, options.Device.Id, options.Device.Groups);
        long session = boot.LastSession;
        Agent? agent = null;
        using var link = new MqttLink(
            options.Mqtt, topics, inbox, new StoredPacketIds(store.PacketIds.All(), inbox),
            () => Interlocked.Increment(ref session), (s, keepAlive) => agent!.Will(s, keepAlive, clock.Now()));
        needs.Link = link;
        using var export = settings.OpenTelemetry.Endpoint is null ? null : Export(settings, log);
        agent = new Agent(
            new AgentParts
            {
                Options = options,
                Store = store,
                Boot = boot,
                Link = link,
                Topics = topics,
                Inbox = inbox,
                Kinds = kinds,
                Policy = settings.Tasks,
                Scheduling = settings.Scheduling,
                Modes = settings.Power.Modes,
                ForecastIdleW = settings.ForecastIdleW,
                PowerStaleAfter = settings.Power.Estimator.StaleAfter,
                PackWh = settings.Power.Pack is { } pack ? pack.CapacityAh * pack.Cells * CellCurve.OpenCircuitVolts(pack.Chemistry, 0.5, 25) : null,
                Logger = logs.CreateLogger<Agent>(),
                Version = ThisVersion,
                Caps = [.. kinds.Names.Select(k => "kind:" + k), "confinement:" + confinement.Kind, .. settings.Power.Sleep is { } s ? (string[])["sleep:" + WireNames.Lower(s.Method)] : []],
                Measured = export is null ? null : export.Measured,
                Sleep = sleep,
                SleepRule = settings.Power.Sleep?.Rule ?? new(),
                Resample = sensing.Hub.Wake,
                SleptS = static () => DeviceClock.SleptMs() / 1000.0,
                ReportWork = (mode, running) =>
                {
                    sensing.Hub.Report(mode, running);
                    sensing.Simulated?.Work(running);
                },
                SimulatedPast = clock.Now().IsTrusted ? sensing.Simulated?.Past(clock.Now().Utc) : null,
                Simulate = sensing.Simulated is { } board ? r => SimulatedRequest.Serve(board, sensing.Hub, r) : null,
                Discovery = (silence, hasBattery) => HomeAssistantDiscovery.Write(new HomeAssistantFacts
                {
                    Topics = topics,
                    AgentVersion = ThisVersion,
                    Model = settings.Power.Board.Board,
                    LongestSilence = silence,
                    HasBattery = hasBattery,
                }),
            },
            clock.Now());
        using var term = Stop(PosixSignal.SIGTERM, inbox);
        using var interrupt = Stop(PosixSignal.SIGINT, inbox);
        using var suspend = PosixSignalRegistration.Create((PosixSignal)SigUsr1, context =>
        {
            context.Cancel = true;
            inbox.Post(new AgentEvent.SuspendAnnounced());
        });
        LogStarted(log, ThisVersion, options.Device.Id, settings.Power.Board.Board, confinement.Kind, confinement.Reason);
        sensing.Hub.Start();
        link.Start();
        manager.Ready($"device {options.Device.Id}, broker {options.Mqtt.Host}:{options.Mqtt.Port}");
        new AgentLoop(agent, inbox, clock.Now, manager, sleep).Run();
        manager.Stopping();
        bool allSaid = link.Stop(LinkPatience);
        agent.Close(clock.Now());
        LogStopped(log, allSaid);
    }

    private static string ThisVersion { get; } = typeof(Service).Assembly.GetName().Version?.ToString(3) ?? "0";

    // Not inlined: the OpenTelemetry libraries are loaded when this method is compiled, and not before.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static OpenTelemetryExport Export(ServiceSettings settings, ILogger log)
    {
        LogExports(log, settings.OpenTelemetry.Endpoint!, settings.OpenTelemetry.Every.TotalSeconds);
        return new OpenTelemetryExport(settings.OpenTelemetry, settings.Agent.Device.Id, ThisVersion);
    }

    private static PosixSignalRegistration Stop(PosixSignal signal, Inbox inbox) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        inbox.Post(new AgentEvent.ShutdownRequested(signal.ToString()));
    });

    [LoggerMessage(LogLevel.Information, "edgeagent {Version}, device {Id}, board {Board}, tasks are confined by {Confinement} ({Reason})")]
    private static partial void LogStarted(ILogger log, string version, string id, string board, string confinement, string reason);

    [LoggerMessage(LogLevel.Information, "stopped; everything was acknowledged: {AllSaid}")]
    private static partial void LogStopped(ILogger log, bool allSaid);

    [LoggerMessage(LogLevel.Information, "metrics go to {Endpoint} every {Seconds} s")]
    private static partial void LogExports(ILogger log, Uri endpoint, double seconds);

    [LoggerMessage(LogLevel.Warning, "{Key}: no option reads this key")]
    private static partial void LogUnknownKey(ILogger log, string key);

    [LoggerMessage(LogLevel.Error, "{Damage}")]
    private static partial void LogDamage(ILogger log, string damage);

    [LoggerMessage(LogLevel.Warning, "{Count} processes that an earlier life had left were ended")]
    private static partial void LogLeftovers(ILogger log, int count);

    [LoggerMessage(LogLevel.Critical, "cannot run: {Fault}")]
    private static partial void LogCannotRun(ILogger log, string fault);
}
