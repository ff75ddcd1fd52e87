using EdgeAgent.Core.Forecast;

namespace EdgeAgent.Cli;

/// <summary>The options of <c>edgeagent simulate</c>, checked.</summary>
public sealed record SimulateSettings
{
    public required string[] Traces { get; init; }
    public required string Tasks { get; init; }
    public string Policy { get; init; } = "edgeagent";
    public string? Out { get; init; }
    public string? Html { get; init; }
    public string? DumpForecast { get; init; }
    public double? BatteryWh { get; init; }
    public double? PanelW { get; init; }
    public double IdleW { get; init; } = 3;
    public double ReservePct { get; init; }

    /// <summary>Battery minutes that one hour of waiting is worth.</summary>
    public double WaitCost { get; init; } = 0.5;

    /// <summary>Prior knowledge from other devices.</summary>
    public ChargePrior Prior { get; init; } = ChargePrior.None;

    /// <summary>File of <see cref="Prior"/>; null for none.</summary>
    public string? PriorFile { get; init; }

    public bool Clairvoyant { get; init; }
}
