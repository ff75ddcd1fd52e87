using EdgeAgent.Fleet.Controller;
using EdgeAgent.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Fleet.Hosting;

/// <summary><c>edgeagent-fleet run</c>: the configuration, the host, and the exit code of its end.</summary>
internal static partial class FleetHost
{
    /// <summary>EX_CONFIG of sysexits.h, which systemd names in its log.</summary>
    private const int BadConfiguration = 78;

    /// <summary>Runs until SIGTERM or SIGINT. Returns 0, 1 for a fault of the machine, or 78 for a fault of the configuration.</summary>
    public static int Run(string? configFile, string[] keys)
    {
        try
        {
            return Run(FleetOptions.Read(configFile, keys));
        }
        catch (InvalidDataException e)
        {
            Console.Error.WriteLine(e.Message);
            return BadConfiguration;
        }
    }

    private static int Run(FleetOptions options)
    {
        using var journal = new Journal(TimeProvider.System, LogLevel.Information);
        using var logs = LoggerFactory.Create(b => b.AddProvider(journal));
        var log = logs.CreateLogger("EdgeAgent.Fleet");
        Exception? fault;
        try
        {
            using var host = Build(options, journal);
            var loop = host.Services.GetRequiredService<FleetLoopService>();
            host.Run();
            fault = loop.Fault;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault = e;
        }

        if (fault is null) return 0;
        LogCannotRun(log, fault.Message);
        return 1;
    }

    private static IHost Build(FleetOptions options, Journal journal)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, ApplicationName = "edgeagent-fleet" });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddProvider(journal);
        builder.Services.Configure<ConsoleLifetimeOptions>(o => o.SuppressStatusMessages = true);
        var notifier = new SystemdNotifier();
        if (notifier.IsEnabled) builder.Services.AddSingleton<ISystemdNotifier>(notifier).AddSingleton<IHostLifetime, SystemdLifetime>();
        builder.Services.AddSingleton(options).AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(static s => new FleetLoopService(
            s.GetRequiredService<FleetOptions>(), s.GetRequiredService<TimeProvider>(), Log(s), s.GetRequiredService<IHostApplicationLifetime>()));
        builder.Services.AddHostedService(static s => s.GetRequiredService<FleetLoopService>());
        return builder.Build();
    }

    private static ILogger Log(IServiceProvider s) => s.GetRequiredService<ILoggerFactory>().CreateLogger("EdgeAgent.Fleet");

    [LoggerMessage(LogLevel.Critical, "cannot run: {Fault}")]
    private static partial void LogCannotRun(ILogger log, string fault);
}
