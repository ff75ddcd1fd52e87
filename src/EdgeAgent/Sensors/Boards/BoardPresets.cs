namespace EdgeAgent.Sensors.Boards;

/// <summary>The presets. Sources of addresses, pins and calibration: <c>hardware/NAME.md</c>.</summary>
public static class BoardPresets
{
    public static IReadOnlyList<BoardPreset> All { get; } =
    [
        new("waveshare-ups-hat", "Waveshare UPS HAT, UPS HAT (B)", Chemistry.LiIon, Cells: 2, CapacityMah: 2600)
        {
            Chips = [new("ina219", 0x42) { Shunt = new(0.1) }],
        },
        new("waveshare-ups-hat-c", "Waveshare UPS HAT (C)", Chemistry.LiPo, Cells: 1, CapacityMah: 1000)
        {
            Chips = [new("ina219", 0x43) { Shunt = new(0.01) }],
        },
        new("waveshare-ups-hat-d", "Waveshare UPS HAT (D)", Chemistry.LiIon, Cells: 1, CapacityMah: 5000)
        {
            Chips = [new("ina219", 0x43) { Shunt = new(0.01, IsReversed: true) }],
        },
        new("geekworm-x728", "Geekworm X728", Chemistry.LiIon, Cells: 1, CapacityMah: 5200)
        {
            Chips = [new("max17040", 0x36)],
            Lines = [new("GPIO6", LineMeaning.ExternalPower, IsActiveLow: true)],
        },
        new("geekworm-x1200", "Geekworm X1200, X1201, X1202, X1203", Chemistry.LiIon, Cells: 1, CapacityMah: 5200)
        {
            Chips = [new("max17043", 0x36)],
            Lines = [new("GPIO6", LineMeaning.ExternalPower)],
        },
        new("pijuice", "PiJuice HAT, PiJuice Zero", Chemistry.LiPo, Cells: 1, CapacityMah: 1820)
        {
            Chips = [new("pijuice", 0x14)],
        },
        new("pisugar3", "PiSugar 3, PiSugar 3 Plus", Chemistry.LiPo, Cells: 1, CapacityMah: 1200)
        {
            Chips = [new("pisugar3", 0x57)],
        },
        new("adafruit-max17048-bq25185", "Adafruit MAX17048 breakout with bq25185 charger", Chemistry.LiPo, Cells: 1, CapacityMah: 2500)
        {
            Chips = [new("max17048", 0x36)],
            Lines = [new("GPIO17", LineMeaning.Charging, IsActiveLow: true, GpioBias.PullUp)],
        },
        new("generic-ina219", "INA219 breakout in the battery's wire", Chemistry.LiPo, Cells: 1, CapacityMah: 2500)
        {
            Chips = [new("ina219", 0x40) { Shunt = new(0.1) }],
        },
        new("generic-max17048", "MAX17048 breakout on the cell", Chemistry.LiPo, Cells: 1, CapacityMah: 2500)
        {
            Chips = [new("max17048", 0x36)],
        },
    ];

    public static BoardPreset? Find(string name) => All.FirstOrDefault(p => p.Name == name);
}
