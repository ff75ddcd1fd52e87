using EdgeAgent.Core.Power;
using EdgeAgent.Sensors.Boards;
using EdgeAgent.Sensors.Machine;
using EdgeAgent.Sensors.Sysfs;

namespace EdgeAgent.Sensors;

/// <summary>The boards that are not presets, and the creation of a <see cref="SensorHub"/> from options.</summary>
public static class PowerBoards
{
    public const string KernelSupplies = "power-supply-sysfs";
    public const string Mains = "mains";

    /// <summary>The simulated board adds its factory itself.</summary>
    public const string Simulated = "simulated";

    public static IReadOnlyCollection<string> OtherNames { get; } = [KernelSupplies, Mains, Simulated];

    /// <summary>All boards of real hardware.</summary>
    public static BoardRegistry Registry() => new BoardRegistry()
        .Add(Mains, (_, _) => [new MainsSensor()])
        .Add(KernelSupplies, (_, hardware) =>
        [
            new PowerSupplySysfs(hardware.Roots),
            .. HwmonSensor.PowerMonitors(hardware.Roots).Select(chip => new HwmonSensor(hardware.Roots, chip)),
        ]);

    /// <summary>Builds the hub, not yet started.</summary>
    public static SensorHub CreateHub(PowerOptions options, BoardRegistry boards, SensorHubPorts ports)
    {
        var estimator = new PowerEstimator(options.Pack, options.Estimator);
        if (ports.LearnedState is { } learned) estimator.Restore(learned);
        var settings = new SensorHubSettings
        {
            Sampling = options.Sampling,
            Modes = options.Modes,
            StaleAfter = options.Estimator.StaleAfter,
            UndervoltageHold = options.Estimator.UndervoltageHold,
            HasPowerInterrupt = options.Board.Preset?.HasPowerInterrupt ?? options.Board.Board == Mains,
        };
        var sensors = boards.Create(options.Board, new HardwareAccess(ports.Roots));
        return new SensorHub(sensors, estimator, new SystemMonitor(ports.Roots, options.Machine), settings, ports.Now, ports.Deliver, ports.Logger);
    }
}
