namespace EdgeAgent.Shared;

/// <summary>Input of <see cref="RestEstimate"/>.</summary>
public sealed class RestFacts
{
    public Chemistry Chemistry { get; set; }

    /// <summary>Cells in series, at least 1.</summary>
    public int Cells { get; set; } = 1;

    /// <summary>Rated capacity, Ah.</summary>
    public double CapacityAh { get; set; }

    /// <summary>Internal resistance of the whole pack at 25 °C, Ω.</summary>
    public double OhmAt25 { get; set; }

    /// <summary>Temperature of the pack, °C; NaN when unknown.</summary>
    public double Celsius { get; set; } = double.NaN;

    /// <summary>Terminal voltage of the pack, V.</summary>
    public double Volts { get; set; }

    /// <summary>Current into the pack, A; NaN when it is not measured.</summary>
    public double Amperes { get; set; } = double.NaN;

    /// <summary>The current, smoothed with the cells' diffusion time of 90 s, A; NaN when unknown.</summary>
    public double SlowAmperes { get; set; } = double.NaN;

    public ChargeStatus Charging { get; set; }
}
