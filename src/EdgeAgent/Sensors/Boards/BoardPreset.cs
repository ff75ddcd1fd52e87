namespace EdgeAgent.Sensors.Boards;

/// <summary>
/// A board as a table: what is on it, where, and how it is calibrated. Where each figure comes from stands on the board's page in
/// <c>hardware/</c>.
/// </summary>
/// <param name="Name">The word for <c>Power:Board</c>.</param>
/// <param name="Title">The board's name as its maker writes it.</param>
/// <param name="Cells">Cells in series.</param>
/// <param name="CapacityMah">Of the pack that the board comes with or usually carries.</param>
public sealed record BoardPreset(string Name, string Title, Chemistry Chemistry, int Cells, double CapacityMah)
{
    public IReadOnlyList<ChipSpec> Chips { get; init; } = [];
    public IReadOnlyList<LineSpec> Lines { get; init; } = [];

    /// <summary>Converters that the kernel drives, with the pack's voltage at an input.</summary>
    public IReadOnlyList<IioSpec> Converters { get; init; } = [];

    /// <summary>A DS18B20 on the pack: its 1-Wire name, or <c>auto</c>; null for none.</summary>
    public string? OneWire { get; init; }

    /// <summary>A line signals at once when external power goes, so that the agent may sample seldom.</summary>
    public bool HasPowerInterrupt => Lines.Any(l => l.Meaning == LineMeaning.ExternalPower);
}
