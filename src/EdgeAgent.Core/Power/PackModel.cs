namespace EdgeAgent.Core.Power;

/// <summary>
/// Physical model of a battery: rest voltage by state of charge, ohmic resistance, diffusion of first order, counted charge, heat. The
/// simulated board measures it, and the estimator is tested against it. Deterministic; not thread-safe.
/// </summary>
public sealed class PackModel
{
    // Time constant of the diffusion, whose voltage is as large as the ohmic drop (usual order for small lithium cells).
    private const double DiffusionSeconds = 60;

    // A palm-sized pack in still air: 15 K above ambient per watt of loss, with a time constant of half an hour.
    private const double KelvinPerWatt = 15;
    private const double ThermalSeconds = 1800;

    private readonly PackSpec _spec;
    private readonly double _ohmAt25;
    private double _diffusionVolts;

    /// <param name="soc">0 to 1.</param>
    /// <param name="capacityFactor">Aged capacity as a share of the rated one.</param>
    /// <param name="resistanceFactor">Aged resistance as a multiple of the typical one.</param>
    public PackModel(PackSpec spec, double soc, double celsius = 25, double capacityFactor = 1, double resistanceFactor = 1)
    {
        _spec = spec;
        _ohmAt25 = new PackLearning(spec).TypicalOhm * resistanceFactor;
        CapacityAh = spec.CapacityAh * capacityFactor;
        Soc = Math.Clamp(soc, 0, 1);
        Celsius = celsius;
    }

    /// <summary>True state of charge, 0 to 1.</summary>
    public double Soc { get; private set; }

    public double CapacityAh { get; }

    public double Celsius { get; set; }

    /// <summary>Current of the last step, A, positive into the pack.</summary>
    public double Amperes { get; private set; }

    /// <summary>Terminal voltage at that current, V.</summary>
    public double Volts => Math.Max(0, Inner + Amperes * Ohm);

    public double Ohm => _ohmAt25 * CellCurve.ResistanceFactor(_spec.Chemistry, Celsius);

    private double Inner => _spec.Cells * CellCurve.OpenCircuitVolts(_spec.Chemistry, Soc, Celsius) + _diffusionVolts;

    /// <summary>Sets another state of charge, 0 to 1, as if the pack had been exchanged.</summary>
    public void Exchange(double soc)
    {
        Soc = Math.Clamp(soc, 0, 1);
        _diffusionVolts = 0;
    }

    /// <summary>Current out of the pack, A (positive), that delivers a power; at most the current of the highest power; zero when the pack is empty.</summary>
    public double AmperesOut(double watts)
    {
        if (Soc <= 0 || watts <= 0) return 0;
        double inner = Math.Max(0, Inner), ohm = Math.Max(Ohm, 1e-6);
        double root = inner * inner - 4 * ohm * watts;
        if (root <= 0) return inner / (2 * ohm);
        return (inner - Math.Sqrt(root)) / (2 * ohm);
    }

    /// <summary>Current, A, that a charger with these limits of current (A) and voltage (V) drives into the pack; zero when it is full.</summary>
    public double AmperesIn(double limit, double voltsLimit)
    {
        double byVoltage = (voltsLimit - Inner) / Math.Max(Ohm, 1e-6);
        if (Soc >= 1) return 0;
        return Math.Clamp(byVoltage, 0, Math.Max(0, limit));
    }

    /// <summary>Lets a current flow for a time. In steps of more than a few minutes only the shape of the diffusion is lost.</summary>
    public void Pass(double amperes, double seconds, double ambientCelsius)
    {
        Amperes = amperes;
        Soc = Math.Clamp(Soc + amperes * seconds / 3600 / CapacityAh, 0, 1);
        double settled = amperes * Ohm;
        _diffusionVolts += (settled - _diffusionVolts) * (1 - Math.Exp(-seconds / DiffusionSeconds));
        double warm = ambientCelsius + KelvinPerWatt * amperes * amperes * Ohm;
        Celsius += (warm - Celsius) * (1 - Math.Exp(-seconds / ThermalSeconds));
    }
}
