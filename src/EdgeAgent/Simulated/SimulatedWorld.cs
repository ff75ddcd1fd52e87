using EdgeAgent.Core.Power;

namespace EdgeAgent.Simulated;

/// <summary>
/// Model of the power path: adapter or panel, charger with limits of current and voltage, pack, load, ambient temperature. Its owner advances it in
/// simulated seconds. Deterministic; not thread-safe.
/// </summary>
internal sealed class SimulatedWorld(SimulatedOptions options, PackSpec spec, TimeSpan startOfDay)
{
    // Seconds: long enough for a thousandfold speed, short enough for the charger's falling current.
    private const double LongestStep = 30;
    private const int MostSteps = 20_000;

    // Typical efficiency of the buck and boost converters of such boards.
    private const double Efficiency = 0.9;

    private const double DaySeconds = 86_400;

    // Chargers end at a current of C/20 and start again after a loss of a few percent.
    private const double EndRate = 0.05;
    private const double RestartSoc = 0.95;

    // Below this power the panel's converter does not start.
    private const double LeastInputW = 0.5;

    private bool _chargeDone;

    public PackModel Pack { get; } = new(spec, options.SocPct / 100, options.AmbientC, options.AgedCapacity, 1.2);

    /// <summary>Fixed external power; null: by the pattern.</summary>
    public bool? ForcedInput { get; set; }

    public double TaskLoadW { get; set; }

    /// <summary>Fixed temperature of the pack, °C; null: by ambient and load.</summary>
    public double? ForcedCelsius { get; set; }

    /// <summary>Simulated seconds since the start.</summary>
    public double Elapsed { get; private set; }

    public double InputW { get; private set; }

    public bool IsSuspended { get; set; }

    public double LoadW => IsSuspended ? options.SuspendedW : options.IdleW + TaskLoadW;

    public bool HasInput => InputW >= LeastInputW;

    /// <summary>Time of the simulated day.</summary>
    public TimeSpan TimeOfDay => TimeSpan.FromSeconds((startOfDay.TotalSeconds + Elapsed) % DaySeconds);

    public void Advance(double seconds)
    {
        int steps = Math.Clamp((int)Math.Ceiling(seconds / LongestStep), 1, MostSteps);
        for (int i = 0; i < steps; i++) Step(seconds / steps);
    }

    private void Step(double seconds)
    {
        Elapsed += seconds;
        InputW = Input();
        if (!HasInput || Pack.Soc < RestartSoc) _chargeDone = false;
        Pack.Pass(PackAmperes(), seconds, Ambient());
        if (ForcedCelsius is { } celsius) Pack.Celsius = celsius;
    }

    private double PackAmperes()
    {
        double surplus = HasInput ? InputW - LoadW / Efficiency : -LoadW / Efficiency;
        if (surplus < 0) return -Pack.AmperesOut(-surplus);
        if (_chargeDone) return 0;
        double target = spec.Cells * CellCurve.ChargeVolts(spec.Chemistry);
        double limit = Math.Min(options.ChargeRate * spec.CapacityAh, surplus * Efficiency / target);
        double amperes = Pack.AmperesIn(limit, target);
        // The charger ends when the pack and not the source limits the current.
        if (amperes < EndRate * spec.CapacityAh && amperes < limit) _chargeDone = true;
        return amperes;
    }

    private double Input()
    {
        if (ForcedInput is { } forced) return forced ? options.AdapterW : 0;
        return options.Pattern switch
        {
            SupplyPattern.Plug => IsPlugged() ? options.AdapterW : 0,
            SupplyPattern.Solar => options.PanelW * Sun(),
            SupplyPattern.None => 0,
        };
    }

    private bool IsPlugged()
    {
        double at = (startOfDay.TotalSeconds + Elapsed) % DaySeconds;
        double plug = options.PlugAt.TotalSeconds + Jitter(1), unplug = options.UnplugAt.TotalSeconds + Jitter(2);
        if (plug <= unplug) return at >= plug && at < unplug;
        return at >= plug || at < unplug;
    }

    // Seconds: up to ten minutes early or late, different each day, as people are not punctual.
    private double Jitter(int salt) => (Noise(salt) - 0.5) * 1200;

    private double Sun()
    {
        double height = Math.Sin((TimeOfDay.TotalHours - 6) / 12 * Math.PI);
        if (height <= 0) return 0;
        double clouds = 0.35 + 0.65 * Noise(3); // the day's share of the clear sky
        double passing = 0.85 + 0.15 * Math.Sin(Elapsed / 700) * Math.Sin(Elapsed / 190);
        return height * clouds * passing;
    }

    private double Ambient() => options.AmbientC - 4 * Math.Cos((TimeOfDay.TotalHours - 3) / 12 * Math.PI);

    // A number from 0 to 1 that depends only on the day and the salt (Wang's integer hash).
    private double Noise(int salt)
    {
        uint x = unchecked((uint)((startOfDay.TotalSeconds + Elapsed) / DaySeconds) * 7919u + (uint)salt * 104729u);
        x = unchecked((x ^ 61) ^ (x >> 16));
        x = unchecked(x + (x << 3));
        x ^= x >> 4;
        x = unchecked(x * 0x27d4eb2d);
        return ((x ^ (x >> 15)) & 0xffff) / 65535.0;
    }
}
