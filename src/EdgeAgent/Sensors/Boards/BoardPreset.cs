namespace EdgeAgent.Sensors.Boards;

/// <summary>
/// A board: its chips and lines with their addresses and calibration. The board's page in <c>hardware/</c> has the source of each value.
/// </summary>
/// <param name="Name">The value of <c>Power:Board</c>.</param>
/// <param name="Title">The board's name as its maker writes it.</param>
/// <param name="Cells">Cells in series.</param>
/// <param name="CapacityMah">Capacity of the pack that the board has or usually carries, mAh.</param>
public sealed record BoardPreset(string Name, string Title, Chemistry Chemistry, int Cells, double CapacityMah)
{
    public IReadOnlyList<ChipSpec> Chips { get; init; } = [];
    public IReadOnlyList<LineSpec> Lines { get; init; } = [];

    /// <summary>Converters with a kernel driver that measure the pack's voltage.</summary>
    public IReadOnlyList<IioSpec> Converters { get; init; } = [];

    /// <summary>A DS18B20 on the pack: its 1-Wire name, or <c>auto</c>; null for none.</summary>
    public string? OneWire { get; init; }

    /// <summary>A line reports the loss of external power at once, so the agent may sample less often.</summary>
    public bool HasPowerInterrupt => Lines.Any(l => l.Meaning == LineMeaning.ExternalPower);
}
