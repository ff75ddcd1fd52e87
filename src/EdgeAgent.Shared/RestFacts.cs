
namespace EdgeAgent.Shared;

/// <summary>What a terminal voltage is read with.</summary>
public sealed class RestFacts
{
    public Chemistry Chemistry { get; set; }

    /// <summary>In series, at least 1.</summary>
    public int Cells { get; set; } = 1;

    /// <summary>Rated, Ah.</summary>
    public double CapacityAh { get; set; }

    /// <summary>Internal resistance of the whole pack at 25 °C, Ω.</summary>
    public double OhmAt25 { get; set; }

    /// <summary>NaN when not known.</summary>
    public double Celsius { get; set; } = double.NaN;

    /// <summary>Terminal voltage of the pack, V.</summary>
    public double Volts { get; set; }

    /// <summary>Into the pack, A; NaN where nobody measures it.</summary>
    public double Amperes { get; set; } = double.NaN;

    /// <summary>The current smoothed over the cells' diffusion time of a minute and a half, A; NaN when not known.</summary>
    public double SlowAmperes { get; set; } = double.NaN;

    public ChargeStatus Charging { get; set; }
}
