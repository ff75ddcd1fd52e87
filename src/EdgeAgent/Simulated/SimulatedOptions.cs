using System.Globalization;
using EdgeAgent.Options;

namespace EdgeAgent.Simulated;

/// <summary>Section <c>Power:Simulated</c>: the simulated world for <c>Power:Board</c> = <c>simulated</c>.</summary>
public sealed record SimulatedOptions
{
    /// <summary>Simulated seconds per real second, 0.001 to 100000. Only the simulated world is faster; the agent's time-outs are in real time.</summary>
    public double Speed { get; init; } = 1;

    public SupplyPattern Pattern { get; init; } = SupplyPattern.Plug;

    /// <summary>Time of day at start, <c>HH:MM</c>; absent: the wall clock's (UTC).</summary>
    public TimeSpan? StartAt { get; init; }

    /// <summary>
    /// Days of this pattern before the start, 0 to 100, from which a forecaster without data learns. They are days of the wall clock, so they
    /// are useful only at speed 1.
    /// </summary>
    public int PastDays { get; init; }

    public TimeSpan PlugAt { get; init; } = TimeSpan.FromHours(18);
    public TimeSpan UnplugAt { get; init; } = TimeSpan.FromHours(7);

    /// <summary>State of charge at start, percent, 0 to 100.</summary>
    public double SocPct { get; init; } = 64;

    /// <summary>Power of the idle board, W, 0 to 1000. A Raspberry Pi 4 idles at about 2.7 W (its documentation, "typical bare-board current").</summary>
    public double IdleW { get; init; } = 2.7;

    /// <summary>Power of the suspended board, W, 0 to 1000: memory refresh and regulators of boards that can suspend to memory.</summary>
    public double SuspendedW { get; init; } = 0.15;

    /// <summary>Additional power per running task, W, 0 to 1000.</summary>
    public double TaskW { get; init; } = 1.6;

    /// <summary>Highest power of the adapter, W, 0 to 10000.</summary>
    public double AdapterW { get; init; } = 15;

    /// <summary>Peak power of the panel, W, 0 to 10000.</summary>
    public double PanelW { get; init; } = 20;

    /// <summary>Charging current, as a share of the capacity per hour, 0.01 to 5.</summary>
    public double ChargeRate { get; init; } = 0.5;

    /// <summary>Mean temperature around the pack, °C, -40 to 80; 4 K warmer in the afternoon, 4 K colder before dawn.</summary>
    public double AmbientC { get; init; } = 21;

    /// <summary>Real capacity as a share of the configured one, 0.1 to 1.5; the estimator must learn it.</summary>
    public double AgedCapacity { get; init; } = 0.93;

    public static SimulatedOptions Read(ConfigReader reader)
    {
        var usual = new SimulatedOptions();
        return new SimulatedOptions
        {
            Speed = reader.Number("Speed", usual.Speed, 0.001, 100_000),
            Pattern = reader.Word("Pattern", usual.Pattern),
            StartAt = reader.TextOrNull("StartAt") is null ? null : TimeOfDay(reader, "StartAt", TimeSpan.Zero),
            PastDays = reader.Whole("PastDays", usual.PastDays, 0, 100),
            PlugAt = TimeOfDay(reader, "PlugAt", usual.PlugAt),
            UnplugAt = TimeOfDay(reader, "UnplugAt", usual.UnplugAt),
            SocPct = reader.Number("SocPct", usual.SocPct, 0, 100),
            IdleW = reader.Number("IdleW", usual.IdleW, 0, 1000),
            SuspendedW = reader.Number("SuspendedW", usual.SuspendedW, 0, 1000),
            TaskW = reader.Number("TaskW", usual.TaskW, 0, 1000),
            AdapterW = reader.Number("AdapterW", usual.AdapterW, 0, 10_000),
            PanelW = reader.Number("PanelW", usual.PanelW, 0, 10_000),
            ChargeRate = reader.Number("ChargeRate", usual.ChargeRate, 0.01, 5),
            AmbientC = reader.Number("AmbientC", usual.AmbientC, -40, 80),
            AgedCapacity = reader.Number("AgedCapacity", usual.AgedCapacity, 0.1, 1.5),
        };
    }

    private static TimeSpan TimeOfDay(ConfigReader reader, string key, TimeSpan fallback)
    {
        if (reader.TextOrNull(key) is not { } text) return fallback;
        if (TimeSpan.TryParseExact(text, @"hh\:mm", CultureInfo.InvariantCulture, out var time)) return time;
        reader.Fault(key, text, "a time of day HH:MM");
        return fallback;
    }
}
