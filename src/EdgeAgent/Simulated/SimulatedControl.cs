namespace EdgeAgent.Simulated;

/// <summary>What a test, a demo or the dashboard wants of the simulated world. Null leaves a thing as it is.</summary>
public sealed record SimulatedControl
{
    /// <summary><c>on</c>, <c>off</c>, or <c>auto</c> for the pattern.</summary>
    public string? ExternalPower { get; init; }

    /// <summary>Exchanges the pack for one with this charge, percent.</summary>
    public double? SocPct { get; init; }

    /// <summary>Holds the pack at a temperature, °C; NaN lets it go.</summary>
    public double? TemperatureC { get; init; }

    /// <summary>A word of <see cref="SimulatedFault"/>.</summary>
    public string? Fault { get; init; }

    /// <summary>Simulated seconds per second.</summary>
    public double? Speed { get; init; }
}
