namespace EdgeAgent.Sensors.Boards;

/// <summary>All boards by name: the presets, <c>custom</c>, and the boards that are added (mains, simulated, the kernel's supplies).</summary>
public sealed class BoardRegistry
{
    private readonly Dictionary<string, BoardFactory> _others = new(StringComparer.Ordinal);

    /// <summary>Names of the boards that are not presets.</summary>
    public IReadOnlyCollection<string> OtherNames => _others.Keys;

    /// <summary>Adds a board that is not a preset.</summary>
    /// <exception cref="ArgumentException">The name is that of a preset, or exists already.</exception>
    public BoardRegistry Add(string name, BoardFactory factory)
    {
        if (BoardPresets.Find(name) is not null || name == BoardOptions.Custom) throw new ArgumentException($"board '{name}' is a preset", nameof(name));
        _others.Add(name, factory);
        return this;
    }

    /// <summary>The sensors, not yet started.</summary>
    /// <exception cref="ArgumentException">There is no such board; <see cref="BoardOptions.Read"/> rejects it earlier.</exception>
    public IReadOnlyList<IPowerSensor> Create(BoardOptions options, HardwareAccess hardware)
    {
        if (options.Preset is { } preset) return Sensors(preset, options.I2cBus, hardware);
        if (_others.TryGetValue(options.Board, out var factory)) return factory(options, hardware);
        throw new ArgumentException($"no board '{options.Board}'", nameof(options));
    }

    /// <summary>The sensors of a preset: chips, converters, lines, thermometer.</summary>
    public static IReadOnlyList<IPowerSensor> Sensors(BoardPreset preset, int i2cBus, HardwareAccess hardware) =>
    [
        .. preset.Chips.Select(c => new BoardChipSensor(hardware, i2cBus, c)),
        .. preset.Converters.Select(c => new IioVoltageSensor(c, hardware.Roots)),
        .. preset.Lines.Select(l => new GpioPowerSensor(hardware, l)),
        .. preset.OneWire is { } id ? [new OneWireThermometer(id, hardware.Roots)] : Array.Empty<IPowerSensor>(),
    ];
}
