using EdgeAgent.Execution;
using EdgeAgent.Loop;
using EdgeAgent.Options;
using EdgeAgent.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Hosting;

/// <summary><c>edgeagent run</c>: reads the configuration, runs the host, returns the exit code.</summary>
internal static partial class Service
{
    // EX_CONFIG of sysexits.h.
    internal const int BadConfiguration = 78;

    // Tasks have 10 s to stop and 3 s for their reports; the last messages 2 s, the link 3 s; a transfer or the export needs a few more.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(45);

    /// <summary>Runs until SIGTERM or SIGINT. Returns 0, or 1 for a fault of the machine, or 78 for a fault of the configuration.</summary>
    public static int Run(string? configFile, string[] keys)
    {
        try
        {
            var settings = ServiceSettings.Read(ConfigSources.Build(configFile, keys));
            foreach (var fault in settings.Faults) Console.Error.WriteLine(fault);
            if (settings.Faults.Count > 0) return BadConfiguration;
            return Run(settings);
        }
        catch (InvalidDataException e)
        {
            Console.Error.WriteLine(e.Message.ReplaceLineEndings(" "));
            return BadConfiguration;
        }
    }

    private static int Run(ServiceSettings settings)
    {
        using var journal = new Journal(TimeProvider.System, settings.LogLevel);
        using var logs = LoggerFactory.Create(b => b.SetMinimumLevel(settings.LogLevel).AddProvider(journal));
        var log = logs.CreateLogger("EdgeAgent.Service");
        foreach (var key in settings.UnknownKeys) LogUnknownKey(log, key);
        Exception? fault;
        try
        {
            using var host = Build(settings, journal);
            fault = Run(host, settings, log);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            fault = e;
        }

        if (fault is null) return 0;
        LogCannotRun(log, fault.Message);
        return 1;
    }

    // The empty builder is used, because the default one adds file watchers, the thread of a console logger and 7 MB.
    private static IHost Build(ServiceSettings settings, Journal journal)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, ApplicationName = "edgeagent" });
        builder.Logging.SetMinimumLevel(settings.LogLevel).AddFilter("Microsoft", LogLevel.Warning).AddProvider(journal);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = ShutdownTimeout);
        builder.Services.Configure<ConsoleLifetimeOptions>(o => o.SuppressStatusMessages = true);

        // AddSystemd adds the same only when the parent process is named systemd, which is not so in a container.
        var notifier = new SystemdNotifier();
        if (notifier.IsEnabled) builder.Services.AddSingleton<ISystemdNotifier>(notifier).AddSingleton<IHostLifetime, SystemdLifetime>();
        builder.Services.AddSingleton(new Watchdog(notifier, Environment.GetEnvironmentVariable("WATCHDOG_USEC")));
        builder.Services.AddAgent(settings);
        return builder.Build();
    }

    private static Exception? Run(IHost host, ServiceSettings settings, ILogger log)
    {
        var confinement = host.Services.GetRequiredService<Confinement>();
        _ = host.Services.GetRequiredService<Agent>();
        var device = settings.Agent.Device;
        LogStarted(log, AgentServices.Version, device.Id, settings.Power.Board.Board, confinement);
        var loop = host.Services.GetRequiredService<LoopService>();
        host.Run();
        return loop.Fault;
    }

    [LoggerMessage(LogLevel.Information, "edgeagent {Version}, device {Id}, board {Board}, tasks are confined by {Confinement}")]
    private static partial void LogStarted(ILogger log, string version, string id, string board, Confinement confinement);

    [LoggerMessage(LogLevel.Warning, "{Key}")]
    private static partial void LogUnknownKey(ILogger log, UnknownKey key);

    [LoggerMessage(LogLevel.Critical, "cannot run: {Fault}")]
    private static partial void LogCannotRun(ILogger log, string fault);
}
