namespace EdgeAgent.Sensors.Boards;

/// <summary>The boards by name: the presets, listed sources, and what others add (mains, simulated, the kernel's supplies).</summary>
public sealed class BoardRegistry
{
    private readonly Dictionary<string, BoardFactory> _others = new(StringComparer.Ordinal);

    /// <summary>Names that are no presets.</summary>
    public IReadOnlyCollection<string> OtherNames => _others.Keys;

    /// <summary>Adds a board that is more than a table.</summary>
    public BoardRegistry Add(string name, BoardFactory factory)
    {
        if (BoardPresets.Find(name) is not null || name == BoardOptions.Custom) throw new ArgumentException($"board '{name}' is a preset", nameof(name));
        _others.Add(name, factory);
        return this;
    }

    /// <summary>The sensors, not yet started.</summary>
    /// <exception cref="ArgumentException">No such board; <see cref="BoardOptions.Read"/> reports it before.</exception>
    public IReadOnlyList<IPowerSensor> Create(BoardOptions options, HardwareAccess hardware)
    {
        if (options.Preset is { } preset) return Sensors(preset, options.I2cBus, hardware);
        if (_others.TryGetValue(options.Board, out var factory)) return factory(options, hardware);
        throw new ArgumentException($"no board '{options.Board}'", nameof(options));
    }

    /// <summary>The sensors of a table: its chips, its converters, its lines, its thermometer.</summary>
    public static IReadOnlyList<IPowerSensor> Sensors(BoardPreset preset, int i2cBus, HardwareAccess hardware) =>
    [
        .. preset.Chips.Select(c => new BoardChipSensor(hardware, i2cBus, c)),
        .. preset.Converters.Select(c => new IioVoltageSensor(c, hardware.Roots)),
        .. preset.Lines.Select(l => new GpioPowerSensor(hardware, l)),
        .. preset.OneWire is { } id ? [new OneWireThermometer(id, hardware.Roots)] : Array.Empty<IPowerSensor>(),
    ];
}
