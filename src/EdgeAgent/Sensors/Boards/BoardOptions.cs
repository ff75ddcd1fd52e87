using System.Globalization;
using EdgeAgent.Core.Power;
using EdgeAgent.Options;
using EdgeAgent.Sensors.Chips;

namespace EdgeAgent.Sensors.Boards;

/// <summary>
/// The keys of section <c>Power</c> that describe the hardware. A preset sets all values; each key overrides one of them. With
/// <c>Board</c> = <c>custom</c> the sources are listed under <c>Chips</c>, <c>Converters</c> and <c>Lines</c>; with a preset, listed sources are added to it.
/// </summary>
public sealed record BoardOptions
{
    public const string Custom = "custom";

    /// <summary>A preset, <c>custom</c>, or another board of the registry (<c>mains</c>, <c>simulated</c>, <c>power-supply-sysfs</c>).</summary>
    public required string Board { get; init; }

    /// <summary>N of <c>/dev/i2c-N</c>.</summary>
    public required int I2cBus { get; init; }

    /// <summary>The preset with its overrides, or the listed sources. Null for the registry's other boards.</summary>
    public BoardPreset? Preset { get; init; }

    /// <summary>The pack of the preset with its overrides.</summary>
    public required PackSpec Pack { get; init; }

    /// <param name="reader">The section <c>Power</c>; it collects the faults.</param>
    /// <param name="boards">Names of the registry's boards that are not presets.</param>
    /// <param name="fallback">The board when the key is absent.</param>
    public static BoardOptions Read(ConfigReader reader, IReadOnlyCollection<string> boards, string fallback)
    {
        string board = reader.Text("Board", fallback);
        var preset = board == Custom ? new BoardPreset(Custom, "listed sources", Chemistry.LiPo, 1, 2500) : BoardPresets.Find(board);
        if (preset is null && !boards.Contains(board))
        {
            reader.Fault("Board", board, string.Join(", ", BoardPresets.All.Select(p => p.Name).Concat(boards).Append(Custom)));
        }

        if (preset is not null) preset = Override(preset, reader);
        if (board == Custom && preset is { Chips.Count: 0, Lines.Count: 0, Converters.Count: 0 })
        {
            reader.Fault("Chips", "", "with Board custom at least one of Chips, Converters, Lines");
        }

        return new BoardOptions
        {
            Board = board,
            I2cBus = reader.Whole("I2cBus", 1, 0, 255),
            Preset = preset,
            Pack = ReadPack(reader, preset),
        };
    }

    private static PackSpec ReadPack(ConfigReader reader, BoardPreset? preset)
    {
        var usual = PackSpec.Default;
        return new PackSpec(
            reader.Word("Chemistry", preset?.Chemistry ?? usual.Chemistry),
            reader.Whole("Cells", preset?.Cells ?? usual.Cells, 1, 24),
            reader.Number("CapacityMah", preset?.CapacityMah ?? usual.CapacityMah, 1, 1_000_000),
            reader.NumberOrNull("ResistanceOhm", 0.001, 10) ?? double.NaN);
    }

    private static BoardPreset Override(BoardPreset preset, ConfigReader reader)
    {
        var chips = preset.Chips.Select(c => c with
        {
            Address = preset.Chips.Count == 1 ? Address(reader, c.Address) : c.Address,
            Shunt = new ShuntMounting(
                reader.Number("ShuntOhms", c.Shunt.ShuntOhms, 0.0001, 10), c.Shunt.Rail, reader.Flag("ShuntReversed", c.Shunt.IsReversed)),
        });
        var lines = preset.Lines.Select(l => l with
        {
            Line = reader.Text(l.Meaning + "Line", l.Line),
            IsActiveLow = reader.Flag(l.Meaning + "LineActiveLow", l.IsActiveLow),
        });
        return preset with
        {
            Chips = [.. chips, .. reader.Children("Chips").Select(c => ReadChip(c.Reader))],
            Lines = [.. lines.Where(l => l.Line is not "none"), .. reader.Children("Lines").Select(c => ReadLine(c.Reader))],
            Converters = [.. reader.Children("Converters").Select(c => ReadConverter(c.Reader))],
            OneWire = reader.TextOrNull("OneWire") is null ? null : reader.Text("OneWire", "", IsOneWire, "auto, or a name such as 28-000005e2fdc3"),
        };
    }

    private static ChipSpec ReadChip(ConfigReader reader)
    {
        string type = reader.Text("Type", "", ChipTypes.IsKnown, string.Join(", ", ChipTypes.Names));
        int firstChannel = type == "ina3221" ? 1 : 0;
        return new ChipSpec(type, Address(reader, null))
        {
            Shunt = new ShuntMounting(reader.Number("ShuntOhms", 0.1, 0.0001, 10), reader.Word("Rail", Rail.Battery), reader.Flag("ShuntReversed", false)),
            Channel = reader.Whole("Channel", firstChannel, firstChannel, 3),
            DividerRatio = reader.Number("DividerRatio", 1, 1, 1000),
            PackAdjustment = reader.NumberOrNull("PackAdjustment", 0, 255) is { } apa ? (int)apa : null,
        };
    }

    private static LineSpec ReadLine(ConfigReader reader) => new(
        reader.Text("Line", "", IsLine, "a line name such as GPIO6, or gpiochipN:OFFSET"),
        reader.Word("Meaning", LineMeaning.ExternalPower),
        reader.Flag("ActiveLow", false),
        reader.Word("Bias", GpioBias.AsIs));

    private static IioSpec ReadConverter(ConfigReader reader) => new(
        reader.Text("Device", "", d => d.Length is > 0 and < 64 && !d.Contains('/', StringComparison.Ordinal), "the name of a converter below /sys/bus/iio/devices"),
        reader.Whole("Channel", 0, 0, 255),
        reader.Number("DividerRatio", 1, 1, 1000));

    private static bool IsOneWire(string text) =>
        text == OneWireThermometer.Auto || (text.Length == 15 && text.StartsWith("28-", StringComparison.Ordinal) && text[3..].All(char.IsAsciiHexDigitLower));

    private static bool IsLine(string text) =>
        text.Length is > 0 and < 32 && (!text.Contains(':', StringComparison.Ordinal) || HardwareAccess.TryParseOffset(text, out _, out _));

    // Hexadecimal with 0x, as in data sheets and i2cdetect, or decimal.
    private static int Address(ConfigReader reader, int? fallback)
    {
        string? text = reader.TextOrNull("Address");
        if (text is null && fallback is { } known) return known;
        if (TryAddress(text, out int address) && address is >= 0x03 and <= 0x77) return address;
        reader.Fault("Address", text ?? "", "an I2C address from 0x03 to 0x77");
        return fallback ?? 0x03;
    }

    private static bool TryAddress(string? text, out int address)
    {
        if (text?.StartsWith("0x", StringComparison.OrdinalIgnoreCase) == true)
        {
            return int.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out address);
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out address);
    }
}
