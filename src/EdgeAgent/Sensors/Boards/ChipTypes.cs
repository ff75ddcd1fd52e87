using System.Device.I2c;
using EdgeAgent.Sensors.Chips;

namespace EdgeAgent.Sensors.Boards;

/// <summary>The chip types that a board or the configuration can name.</summary>
public static class ChipTypes
{
    private static readonly Dictionary<string, Func<I2cDevice, ChipSpec, PowerChip>> Factories = new()
    {
        ["ina219"] = (d, s) => new Ina219(d, s.Shunt),
        ["ina226"] = (d, s) => new Ina226(d, s.Shunt),
        ["ina260"] = (d, s) => new Ina260(d, s.Shunt),
        ["ina3221"] = (d, s) => new Ina3221(d, ShuntAt(1, s), ShuntAt(2, s), ShuntAt(3, s)),
        ["max17040"] = (d, _) => new Max1704x(d, Max1704xType.Max17040),
        ["max17041"] = (d, _) => new Max1704x(d, Max1704xType.Max17041),
        ["max17043"] = (d, _) => new Max1704x(d, Max1704xType.Max17043),
        ["max17044"] = (d, _) => new Max1704x(d, Max1704xType.Max17044),
        ["max17048"] = (d, _) => new Max1704x(d, Max1704xType.Max17048),
        ["max17049"] = (d, _) => new Max1704x(d, Max1704xType.Max17049),
        ["lc709203f"] = (d, s) => new Lc709203f(d, s.PackAdjustment),
        ["bq25895"] = (d, _) => new Bq25895(d),
        ["bq24195"] = (d, _) => new Bq24195(d),
        ["ads1115"] = (d, s) => new Ads1115(d, s.Channel, s.DividerRatio),
        ["lm75"] = (d, _) => new Lm75(d),
        ["tmp102"] = (d, _) => new Lm75(d, isTmp102: true),
        ["axp209"] = (d, _) => new Axp209(d),
        ["axp192"] = (d, _) => new Axp209(d, isAxp192: true),
        ["sbs"] = (d, _) => new SmartBattery(d),
        ["pijuice"] = (d, _) => new PiJuice(d),
        ["pisugar3"] = (d, _) => new PiSugar3(d),
    };

    public static IReadOnlyCollection<string> Names => Factories.Keys;

    public static bool IsKnown(string type) => Factories.ContainsKey(type);

    /// <exception cref="ArgumentException">The type is not known.</exception>
    public static PowerChip Create(ChipSpec spec, I2cDevice device)
    {
        if (Factories.TryGetValue(spec.Type, out var create)) return create(device, spec);
        throw new ArgumentException($"chip type '{spec.Type}': allowed {string.Join(", ", Names)}", nameof(spec));
    }

    private static ShuntMounting? ShuntAt(int channel, ChipSpec spec)
    {
        if (spec.Channel == channel) return spec.Shunt;
        return null;
    }
}
