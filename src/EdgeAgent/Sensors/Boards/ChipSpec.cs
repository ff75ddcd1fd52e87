using EdgeAgent.Sensors.Chips;

namespace EdgeAgent.Sensors.Boards;

/// <summary>One chip of a board.</summary>
/// <param name="Type">A name of <see cref="ChipTypes"/>, such as <c>ina219</c>.</param>
/// <param name="Address">7-bit I2C address.</param>
public sealed record ChipSpec(string Type, int Address)
{
    /// <summary>Shunt and rail of a current monitor; ignored by others.</summary>
    public ShuntMounting Shunt { get; init; } = new(0.1);

    /// <summary>Input of a converter (0 to 3) or channel of a three-channel monitor (1 to 3).</summary>
    public int Channel { get; init; }

    /// <summary>Pack voltage / converter input voltage.</summary>
    public double DividerRatio { get; init; } = 1;

    /// <summary>LC709203F: the data sheet's APA value for the pack's capacity.</summary>
    public int? PackAdjustment { get; init; }
}
