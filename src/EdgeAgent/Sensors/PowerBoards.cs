using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;
using EdgeAgent.Sensors.Boards;
using EdgeAgent.Sensors.Machine;
using EdgeAgent.Sensors.Sysfs;
using EdgeAgent.Simulated;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Sensors;

/// <summary>Puts the sensing of one configuration together: board, estimator, machine, hub.</summary>
/// <param name="Simulated">The simulated board when that is the one; for <c>ctl/simulate</c> and for telling it the running tasks.</param>
public sealed record PowerSensing(SensorHub Hub, SimulatedBoard? Simulated);

/// <summary>The boards that are more than a table of chips, and the way from options to a <see cref="SensorHub"/>.</summary>
public static class PowerBoards
{
    public const string KernelSupplies = "power-supply-sysfs";
    public const string Mains = "mains";
    public const string Simulated = "simulated";

    public static IReadOnlyCollection<string> OtherNames { get; } = [KernelSupplies, Mains, Simulated];

    /// <summary>Builds the hub, not yet started.</summary>
    /// <param name="learnedState">What <see cref="PowerSnapshot.LearnedState"/> was before the restart; null or damaged for a fresh start.</param>
    public static PowerSensing Create(
        PowerOptions options,
        MachineRoots roots,
        TimeProvider time,
        byte[]? learnedState,
        Func<Timestamp> now,
        Action<PowerSnapshot> deliver,
        ILogger<SensorHub> logger)
    {
        var simulated = options.Board.Board == Simulated ? new SimulatedBoard(options.Simulated, options.Board.Pack, time) : null;
        var estimator = new PowerEstimator(options.Pack, options.Estimator);
        if (learnedState is not null) estimator.Restore(learnedState);
        var settings = new SensorHubSettings
        {
            Sampling = options.Sampling,
            Modes = options.Modes,
            StaleAfter = options.Estimator.StaleAfter,
            UndervoltageHold = options.Estimator.UndervoltageHold,
            HasPowerInterrupt = options.Board.Preset?.HasPowerInterrupt ?? options.Board.Board == Mains,
        };
        var registry = Registry(simulated);
        var hub = new SensorHub(
            registry.Create(options.Board, new HardwareAccess(roots)), estimator, new SystemMonitor(roots, options.Machine), settings, now, deliver, logger);
        if (simulated is null) return new PowerSensing(hub, null);
        simulated.PackExchanged += hub.ForgetCharge;
        simulated.SpeedChanged += hub.SetPackSpeed;
        hub.SetPackSpeed(options.Simulated.Speed);
        return new PowerSensing(hub, simulated);
    }

    /// <summary>All boards; the simulated one only where there is one.</summary>
    public static BoardRegistry Registry(SimulatedBoard? simulated)
    {
        var registry = new BoardRegistry()
            .Add(Mains, (_, _) => [new MainsSensor()])
            .Add(KernelSupplies, (_, hardware) =>
            [
                new PowerSupplySysfs(hardware.Roots),
                .. HwmonSensor.PowerMonitors(hardware.Roots).Select(chip => new HwmonSensor(hardware.Roots, chip)),
            ]);
        if (simulated is not null) registry.Add(Simulated, (_, _) => simulated.CreateSensors());
        return registry;
    }
}
