using System.Device.I2c;
using EdgeAgent.Core.Power;
using EdgeAgent.Sensors.Chips;

namespace EdgeAgent.Tests.Sensors;

/// <summary>Every driver on a bad bus. The readings are those of the chip's own test.</summary>
public class ChipFaultTests
{
    private static readonly Dictionary<string, (Func<RegisterModel> Model, Func<I2cDevice, PowerChip> Create)> Chips = new()
    {
        ["ina219"] = (ChipModels.Ina219, d => new Ina219(d, new(0.002))),
        ["ina226"] = (ChipModels.Ina226, d => new Ina226(d, new(0.002))),
        ["ina260"] = (ChipModels.Ina260, d => new Ina260(d, new(0.002))),
        ["ina3221"] = (ChipModels.Ina3221, d => new Ina3221(d, new(0.1), new(0.1, Rail.Load), new(0.1, Rail.Harvest))),
        ["max17048"] = (ChipModels.Max17048, d => new Max1704x(d)),
        ["lc709203f"] = (ChipModels.Lc709203f, d => new Lc709203f(d)),
        ["bq25895"] = (ChipModels.Bq25895, d => new Bq25895(d)),
        ["bq24195"] = (ChipModels.Bq24195, d => new Bq24195(d)),
        ["ads1115"] = (ChipModels.Ads1115, d => new Ads1115(d, 0, 5)),
        ["lm75"] = (ChipModels.Lm75, d => new Lm75(d)),
        ["tmp102"] = (ChipModels.Lm75, d => new Lm75(d, isTmp102: true)),
        ["axp209"] = (ChipModels.Axp209, d => new Axp209(d)),
        ["axp192"] = (ChipModels.Axp192, d => new Axp209(d, isAxp192: true)),
        ["sbs"] = (ChipModels.SmartBattery, d => new SmartBattery(d)),
        ["pijuice"] = (ChipModels.PiJuice, d => new PiJuice(d)),
        ["pisugar3"] = (ChipModels.PiSugar3, d => new PiSugar3(d)),
    };

    public static TheoryData<string> Names => [.. Chips.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_chip_that_does_not_answer_is_a_fault_and_then_recovers(string chip) => Assert(chip, BusFault.NoAnswer, "no answer");

    [Theory]
    [MemberData(nameof(Names))]
    public void A_stuck_bus_is_a_fault_with_the_remedy(string chip) => Assert(chip, BusFault.Stuck, "remove power from the board");

    [Theory]
    [MemberData(nameof(Names))]
    public void All_ones_are_a_fault_and_no_reading(string chip) => Assert(chip, BusFault.AllOnes, "stuck high");

    [Theory]
    [MemberData(nameof(Names))]
    public void All_zeros_are_a_fault_and_no_reading(string chip) => Assert(chip, BusFault.AllZeros, "stuck low");

    [Theory]
    [InlineData("ina219")]
    [InlineData("ina226")]
    [InlineData("ina260")]
    [InlineData("ina3221")]
    [InlineData("max17048")]
    [InlineData("ads1115")]
    [InlineData("lm75")]
    [InlineData("sbs")]
    public void Bytes_in_the_wrong_order_are_refused_not_believed(string chip) => Assert(chip, BusFault.BytesSwapped, "address");

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_flipped_bit_is_a_fault_or_a_value_that_the_chip_can_measure(string chip) =>
        SensorFaults.AssertEveryFlippedBitIsBounded(Chips[chip].Model, Chips[chip].Create, AssertBounded);

    [Theory]
    [InlineData("lc709203f")]
    [InlineData("pijuice")]
    public void A_chip_with_a_checksum_lets_no_flipped_bit_through(string chip) =>
        SensorFaults.AssertEveryFlippedBitIsBounded(Chips[chip].Model, Chips[chip].Create, AssertUnchanged(chip));

    private static Action<PowerReading> AssertUnchanged(string chip)
    {
        using var sensor = new ChipSensor(Chips[chip].Create(Chips[chip].Model()), 1);
        Xunit.Assert.True(sensor.TryRead(SensorFaults.Now, out var clean, out _));
        // A flip that the masks of the injection did not touch (the high half of a three-byte answer's middle) leaves the reading as it was.
        return reading => Xunit.Assert.Equal(clean, reading);
    }

    private static void Assert(string chip, BusFault fault, string word) =>
        SensorFaults.AssertFaultThenRecovery(Chips[chip].Model(), Chips[chip].Create, fault, word);

    private static void AssertBounded(PowerReading reading)
    {
        AssertRange(reading.VoltageV, 0, 65.5);
        AssertRange(reading.CurrentA, -160, 160);
        AssertRange(reading.SocPct, 0, 100);
        AssertRange(reading.TemperatureC, -55, 150);
        AssertRange(reading.LoadW, 0, 26 * 1.64);
        AssertRange(reading.HarvestW, 0, 26 * 1.64);
    }

    private static void AssertRange(double value, double low, double high) =>
        Xunit.Assert.True(double.IsNaN(value) || (value >= low && value <= high), $"{value} is not within {low} to {high}");
}
