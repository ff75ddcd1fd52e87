namespace EdgeAgent.Simulated;

/// <summary>Requested changes of the simulated world; null leaves a value unchanged.</summary>
public sealed record SimulatedControl
{
    /// <summary><c>on</c>, <c>off</c>, or <c>auto</c> for the pattern.</summary>
    public string? ExternalPower { get; init; }

    /// <summary>Replaces the pack by one with this state of charge, percent.</summary>
    public double? SocPct { get; init; }

    /// <summary>Fixes the temperature of the pack, °C; NaN ends this.</summary>
    public double? TemperatureC { get; init; }

    /// <summary>A word of <see cref="SimulatedFault"/>.</summary>
    public string? Fault { get; init; }

    /// <summary>Simulated seconds per second.</summary>
    public double? Speed { get; init; }
}
