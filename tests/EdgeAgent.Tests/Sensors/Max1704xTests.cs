using System.Device.I2c;
using EdgeAgent.Sensors.Chips;

namespace EdgeAgent.Tests.Sensors;

public class Max1704xTests
{
    private static RegisterModel Charged() => new(0x36)
    {
        [Max1704xRegisters.CellVoltage] = 0xD000,
        [Max1704xRegisters.StateOfCharge] = 0x5780,
        [Max1704xRegisters.Version] = 0x0012,
        [Max1704xRegisters.Configuration] = 0x971C,
        [Max1704xRegisters.ChargeRate] = 0x0000,
    };

    private static Max1704x Create(I2cDevice device) => new(device);

    /// <summary>Resolutions: 78.125 µV a cell (19-6171, Table 2), 1.25 mV and 2.50 mV in the upper 12 bits (19-4811, VCELL register).</summary>
    [Theory]
    [InlineData(0x0001, 1, 78.125e-6)]
    [InlineData(0x0010, 1, 0.00125)]
    [InlineData(0x0010, 2, 0.00250)]
    [InlineData(0xD000, 1, 4.16)]
    [InlineData(0xFFF0, 1, 5.11875)]
    public void A_cell_voltage_decodes_by_the_data_sheets_resolution(int raw, int cells, double volts) =>
        Assert.Equal(volts, Max1704xRegisters.DecodeVoltage(raw, cells), 9);

    [Theory]
    [InlineData(0x0000, 0)]
    [InlineData(0x0001, 0.00390625)]
    [InlineData(0x5780, 87.5)]
    [InlineData(0x6400, 100)]
    public void A_state_of_charge_is_percent_in_the_high_byte(int raw, double percent) =>
        Assert.Equal(percent, Max1704xRegisters.DecodeStateOfCharge(raw), 9);

    [Theory]
    [InlineData(0x0001, 0.208)]
    [InlineData(0xFFFF, -0.208)]
    [InlineData(0xFFE7, -5.2)]
    public void A_charge_rate_is_signed(int raw, double percentPerHour) => Assert.Equal(percentPerHour, Max1704xRegisters.DecodeChargeRate(raw), 9);

    [Theory]
    [InlineData(0x0000, ChargeStatus.Unknown)]
    [InlineData(0x0002, ChargeStatus.Unknown)]
    [InlineData(0x0003, ChargeStatus.Charging)]
    [InlineData(0xFFFD, ChargeStatus.Discharging)]
    public void A_max17048_tells_charging_from_its_rate(int rate, ChargeStatus status)
    {
        var model = Charged();
        model[Max1704xRegisters.ChargeRate] = rate;
        using var chip = Create(model);
        var reading = chip.Measure();
        Assert.Equal(status, reading.Status);
        Assert.Equal(4.16, reading.VoltageV, 9);
        Assert.Equal(87.5, reading.SocPct, 9);
    }

    [Theory]
    [InlineData(Max1704xType.Max17040, 1)]
    [InlineData(Max1704xType.Max17041, 2)]
    [InlineData(Max1704xType.Max17043, 1)]
    [InlineData(Max1704xType.Max17044, 2)]
    public void The_older_types_have_no_rate_and_some_measure_two_cells(Max1704xType type, int cells)
    {
        using var chip = new Max1704x(Charged(), type);
        Assert.Equal(cells, chip.Cells);
        Assert.Equal(4.16 * cells, chip.Measure().VoltageV, 9);
        Assert.Equal(ChargeStatus.Unknown, chip.Measure().Status);
        Assert.Throws<NotSupportedException>(() => chip.GetChargeRate());
    }

    [Theory]
    [InlineData(0x6480, 100)]
    [InlineData(0x6E00, 100)]
    public void Overshoot_above_full_is_cut(int raw, double percent)
    {
        var model = Charged();
        model[Max1704xRegisters.StateOfCharge] = raw;
        using var chip = Create(model);
        Assert.Equal(percent, chip.GetStateOfCharge().Percent, 9);
    }

    [Theory]
    [InlineData(Max1704xRegisters.StateOfCharge, 0x7800, "120 %")]
    [InlineData(Max1704xRegisters.CellVoltage, 0x0000, "stuck")]
    [InlineData(Max1704xRegisters.CellVoltage, 0x1000, "cell voltage")]
    public void An_impossible_value_is_a_fault(int register, int raw, string word)
    {
        var model = Charged();
        model[register] = raw;
        using var sensor = new ChipSensor(Create(model), 1);
        Assert.False(sensor.TryRead(SensorFaults.Now, out _, out string? fault));
        Assert.Contains(word, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_ever_written_to_the_gauge()
    {
        var model = Charged();
        using var sensor = new ChipSensor(Create(model), 1);
        Assert.True(sensor.TryRead(SensorFaults.Now, out _, out _));
        Assert.Empty(model.Writes);
        Assert.Equal("max17048@1-0036", sensor.Name);
    }

    [Theory]
    [InlineData(BusFault.NoAnswer, "no answer")]
    [InlineData(BusFault.Stuck, "stuck")]
    [InlineData(BusFault.AllOnes, "stuck")]
    [InlineData(BusFault.AllZeros, "stuck")]
    [InlineData(BusFault.BytesSwapped, "another chip")]
    public void A_bad_bus_gives_a_fault_with_a_remedy_and_no_reading(BusFault fault, string word) =>
        SensorFaults.AssertFaultThenRecovery(Charged(), Create, fault, word);

    [Fact]
    public void A_flipped_bit_never_gives_a_value_beyond_what_the_chip_can_measure() =>
        SensorFaults.AssertEveryFlippedBitIsBounded(Charged, Create, reading =>
        {
            Assert.InRange(reading.VoltageV, 2.2, 5.0);
            Assert.InRange(reading.SocPct, 0, 100);
        });
}
