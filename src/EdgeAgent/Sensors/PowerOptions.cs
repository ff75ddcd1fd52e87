using EdgeAgent.Core.Outlook;
using EdgeAgent.Core.Power;
using EdgeAgent.Options;
using EdgeAgent.Sensors.Boards;
using EdgeAgent.Sensors.Machine;

namespace EdgeAgent.Sensors;

/// <summary>Section <c>Power</c>, and the keys of <c>Scheduling</c> that define powered, idle and the operating modes.</summary>
public sealed record PowerOptions
{
    public required BoardOptions Board { get; init; }

    /// <summary>The configured pack. Null when only the kernel's gauge is known; then its percentage is used and voltages are not evaluated.</summary>
    public required PackSpec? Pack { get; init; }

    /// <summary>
    /// Keys of <c>Power</c>: <c>StaleSeconds</c> (1 to 86400, 300), <c>ConsistentSamples</c> (1 to 100, 3), <c>FullSocPct</c> (50 to 100, 97),
    /// <c>UndervoltageHoldSeconds</c> (0 to 86400, 30); of <c>Scheduling</c>: <c>PowerSettleSeconds</c> (0 to 86400, 120), in real time also in a simulation.
    /// </summary>
    public required EstimatorSettings Estimator { get; init; }

    /// <summary>
    /// Keys of <c>Power:Sampling</c>: <c>FastSeconds</c> (2), <c>BusySeconds</c> (10), <c>NormalSeconds</c> (30), <c>SlowSeconds</c> (120),
    /// <c>WithoutInterruptSeconds</c> (15); each from 0.1 to two fifths of <c>StaleSeconds</c>.
    /// </summary>
    public required SamplingSettings Sampling { get; init; }

    /// <summary>Keys of <c>Scheduling:Modes</c>: <c>FullPct</c>, <c>ReducedPct</c>, <c>MinimalPct</c>, <c>CriticalPct</c> (falling, 0 to 100), <c>ExternalFullPct</c>, <c>HysteresisPct</c> (0 to 20).</summary>
    public required ModeSettings Modes { get; init; }

    /// <summary>Key of <c>Power</c>: <c>ShutdownPct</c> (0 to 50, 0), the charge at which the board switches off.</summary>
    public required ProjectionSettings Projection { get; init; }

    /// <summary>
    /// Keys of <c>Scheduling</c>: <c>IdleCpuPct</c> (0 to 100, 10), <c>IdleBytesPerSecond</c> (0 to 1e9, 1024), <c>MeteredInterfaces</c> (names,
    /// <c>wwan*</c>).
    /// </summary>
    public required SystemMonitorSettings Machine { get; init; }

    /// <param name="power">Section <c>Power</c>.</param>
    /// <param name="scheduling">Section <c>Scheduling</c>.</param>
    /// <param name="dataDirectory">Folder whose file system is monitored.</param>
    public static PowerOptions Read(ConfigReader power, ConfigReader scheduling, string dataDirectory)
    {
        var board = BoardOptions.Read(power, PowerBoards.OtherNames, PowerBoards.KernelSupplies);
        var estimator = ReadEstimator(power, scheduling);
        return new PowerOptions
        {
            Board = board,
            Pack = IsPackKnown(board, power) ? board.Pack : null,
            Estimator = estimator,
            Sampling = ReadSampling(power.Section("Sampling"), estimator.StaleAfter),
            Modes = ReadModes(scheduling.Section("Modes")),
            Projection = new ProjectionSettings { ShutdownPct = power.Number("ShutdownPct", 0, 0, 50), PowerSettle = estimator.PowerSettle },
            Machine = ReadMachine(scheduling, dataDirectory),
        };
    }

    // The kernel's supplies have their own gauge; a default chemistry would contradict it, so the pack counts only when it is configured.
    private static bool IsPackKnown(BoardOptions board, ConfigReader power) => board.Board switch
    {
        PowerBoards.KernelSupplies => power.TextOrNull("Chemistry") is not null || power.TextOrNull("CapacityMah") is not null,
        PowerBoards.Mains => false,
        _ => true,
    };

    private static EstimatorSettings ReadEstimator(ConfigReader power, ConfigReader scheduling)
    {
        var usual = new EstimatorSettings();
        return usual with
        {
            PowerSettle = scheduling.Seconds("PowerSettleSeconds", usual.PowerSettle.TotalSeconds, 0, 86_400),
            StaleAfter = power.Seconds("StaleSeconds", usual.StaleAfter.TotalSeconds, 1, 86_400),
            ConsistentSamples = power.Whole("ConsistentSamples", usual.ConsistentSamples, 1, 100),
            FullSocPct = power.Number("FullSocPct", usual.FullSocPct, 50, 100),
            UndervoltageHold = power.Seconds("UndervoltageHoldSeconds", usual.UndervoltageHold.TotalSeconds, 0, 86_400),
        };
    }

    private static SamplingSettings ReadSampling(ConfigReader reader, TimeSpan staleAfter)
    {
        var usual = new SamplingSettings();
        // The sampling must be frequent enough that a value does not become stale between two samples.
        double longest = 0.4 * staleAfter.TotalSeconds;
        TimeSpan Wait(string key, TimeSpan fallback) => reader.Seconds(key, Math.Min(fallback.TotalSeconds, longest), 0.1, longest);
        return new SamplingSettings
        {
            Fast = Wait("FastSeconds", usual.Fast),
            Busy = Wait("BusySeconds", usual.Busy),
            Normal = Wait("NormalSeconds", usual.Normal),
            Slow = Wait("SlowSeconds", usual.Slow),
            WithoutInterrupt = Wait("WithoutInterruptSeconds", usual.WithoutInterrupt),
        };
    }

    private static ModeSettings ReadModes(ConfigReader reader)
    {
        var usual = new ModeSettings();
        var modes = new ModeSettings
        {
            FullPct = reader.Number("FullPct", usual.FullPct, 0, 100),
            ReducedPct = reader.Number("ReducedPct", usual.ReducedPct, 0, 100),
            MinimalPct = reader.Number("MinimalPct", usual.MinimalPct, 0, 100),
            CriticalPct = reader.Number("CriticalPct", usual.CriticalPct, 0, 100),
            ExternalFullPct = reader.Number("ExternalFullPct", usual.ExternalFullPct, 0, 100),
            HysteresisPct = reader.Number("HysteresisPct", usual.HysteresisPct, 0, 20),
        };
        bool isFalling = modes.FullPct >= modes.ReducedPct && modes.ReducedPct >= modes.MinimalPct && modes.MinimalPct >= modes.CriticalPct;
        if (isFalling) return modes;
        reader.Fault("FullPct", $"{modes.FullPct} {modes.ReducedPct} {modes.MinimalPct} {modes.CriticalPct}",
            "FullPct >= ReducedPct >= MinimalPct >= CriticalPct");
        return usual;
    }

    private static SystemMonitorSettings ReadMachine(ConfigReader scheduling, string dataDirectory)
    {
        var usual = new SystemMonitorSettings { DataDirectory = dataDirectory };
        var metered = scheduling.List("MeteredInterfaces");
        return usual with
        {
            MeteredInterfaces = metered.Count > 0 ? metered : usual.MeteredInterfaces,
            IdleCpuPct = scheduling.Number("IdleCpuPct", usual.IdleCpuPct, 0, 100),
            IdleBytesPerSecond = scheduling.Number("IdleBytesPerSecond", usual.IdleBytesPerSecond, 0, 1e9),
        };
    }
}
