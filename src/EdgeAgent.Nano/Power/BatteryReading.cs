using EdgeAgent.Shared;

namespace EdgeAgent.Nano.Power;

/// <summary>One reading of the chips; NaN for what they do not measure.</summary>
public sealed class BatteryReading
{
    public double VoltageV { get; set; } = double.NaN;

    /// <summary>Positive into the pack.</summary>
    public double CurrentA { get; set; } = double.NaN;

    /// <summary>The gauge's charge, percent.</summary>
    public double GaugePct { get; set; } = double.NaN;

    /// <summary>The gauge's rate, percent per hour.</summary>
    public double RatePctPerHour { get; set; } = double.NaN;

    /// <summary>The line of the charger or of USB, where one is wired.</summary>
    public Presence ExternalPower { get; set; }

    /// <summary>Why a chip could not be read; null when all answered.</summary>
    public string Fault { get; set; }

    public bool HasAny => !double.IsNaN(VoltageV) || !double.IsNaN(GaugePct);
}
