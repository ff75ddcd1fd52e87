using EdgeAgent.Sensors.Chips;

namespace EdgeAgent.Sensors.Boards;

/// <summary>What a GPIO line says when it is active.</summary>
public enum LineMeaning
{
    /// <summary>External power is at the input; inactive: it is not.</summary>
    ExternalPower,

    /// <summary>The battery is being charged.</summary>
    Charging,

    /// <summary>Charging is finished.</summary>
    Full,
}

/// <summary>One chip of a board.</summary>
/// <param name="Type">A word of <see cref="ChipTypes"/>: <c>ina219</c>, <c>max17048</c>.</param>
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

/// <summary>One GPIO line of a board.</summary>
/// <param name="Line">The line's name (<c>GPIO6</c>), or chip and offset (<c>gpiochip0:6</c>).</param>
public sealed record LineSpec(string Line, LineMeaning Meaning, bool IsActiveLow = false, GpioBias Bias = GpioBias.AsIs);

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
