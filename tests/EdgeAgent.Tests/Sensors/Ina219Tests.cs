using EdgeAgent.Sensors.Chips;

namespace EdgeAgent.Tests.Sensors;

public class Ina219Tests
{
    private static readonly ShuntMounting Milliohms2 = new(0.002);

    /// <summary>The example circuit of SBOS448G section 9.2: 12 V nominal, 10 A through 2 mΩ (Table 8).</summary>
    private static RegisterModel DataSheetExample() => new(0x40)
    {
        [Ina219Registers.Configuration] = Ina219Registers.PowerUpConfiguration,
        [Ina219Registers.ShuntVoltage] = 0x07D0,
        [Ina219Registers.BusVoltage] = 0x5D98,
    };

    [Fact]
    public void The_data_sheets_example_registers_decode_to_its_figures()
    {
        const double lsb = 0.001;
        Assert.Equal(20480, Ina219Registers.EncodeCalibration(lsb, 0.002));
        Assert.Equal(11.98, Ina219Registers.DecodeBusVoltage(0x5D98), 9);
        Assert.Equal(0.020, Ina219Registers.DecodeShuntVoltage(0x07D0), 9);
        Assert.Equal(10.0, Ina219Registers.DecodeCurrent(0x2710, lsb), 9);
        Assert.Equal(119.8, Ina219Registers.DecodePower(0x1766, lsb), 9);
    }

    /// <summary>Table 7: shunt register at ±320 mV, ±160 mV, ±80 mV, ±40 mV.</summary>
    [Theory]
    [InlineData(0x7D00, 0.320)]
    [InlineData(0x8300, -0.320)]
    [InlineData(0x3E80, 0.160)]
    [InlineData(0xC180, -0.160)]
    [InlineData(0x0FA0, 0.040)]
    [InlineData(0xF060, -0.040)]
    public void The_shunt_register_is_two_complement(int raw, double volts) => Assert.Equal(volts, Ina219Registers.DecodeShuntVoltage(raw), 9);

    [Fact]
    public void The_example_circuit_measures_12_V_and_10_A()
    {
        using var chip = new Ina219(DataSheetExample(), Milliohms2);
        chip.Configure();
        var reading = chip.Measure();
        Assert.Equal(11.98, reading.VoltageV, 9);
        Assert.Equal(10.0, reading.CurrentA, 9);
        Assert.True(double.IsNaN(reading.SocPct));
    }

    [Fact]
    public void A_shunt_mounted_the_other_way_round_turns_the_sign()
    {
        using var chip = new Ina219(DataSheetExample(), Milliohms2 with { IsReversed = true });
        Assert.Equal(-10.0, chip.GetCurrent().Amperes, 9);
    }

    [Fact]
    public void A_chip_that_lost_its_settings_is_a_fault_and_set_up_again_for_the_next_reading()
    {
        var model = DataSheetExample();
        using var sensor = new ChipSensor(new Ina219(model, Milliohms2), 1);
        Assert.True(sensor.TryRead(SensorFaults.Now, out _, out _));
        model[Ina219Registers.Configuration] = Ina219Registers.PowerUpConfiguration;

        Assert.False(sensor.TryRead(SensorFaults.Now, out _, out string? fault));
        Assert.Contains("reset", fault, StringComparison.Ordinal);
        Assert.True(sensor.TryRead(SensorFaults.Now, out _, out _));
        Assert.Equal(Ina219Registers.AveragingConfiguration, model[Ina219Registers.Configuration]);
    }

    [Fact]
    public void More_than_26_V_is_refused()
    {
        var model = DataSheetExample();
        model[Ina219Registers.BusVoltage] = 6501 << 3 | 2;
        using var chip = new Ina219(model, Milliohms2);
        Assert.Contains("26.004 V", Assert.Throws<ImplausibleAnswerException>(() => chip.GetBusVoltage()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BusFault.NoAnswer, "no answer")]
    [InlineData(BusFault.Stuck, "stuck")]
    [InlineData(BusFault.AllOnes, "stuck")]
    [InlineData(BusFault.AllZeros, "stuck")]
    [InlineData(BusFault.BytesSwapped, "another chip")]
    public void A_bad_bus_gives_a_fault_with_a_remedy_and_no_reading(BusFault fault, string word) =>
        SensorFaults.AssertFaultThenRecovery(DataSheetExample(), device => new Ina219(device, Milliohms2), fault, word);

    [Fact]
    public void A_flipped_bit_never_gives_a_value_beyond_what_the_chip_can_measure() =>
        SensorFaults.AssertEveryFlippedBitIsBounded(DataSheetExample, device => new Ina219(device, Milliohms2), reading =>
        {
            Assert.InRange(reading.VoltageV, 0, 26);
            Assert.InRange(reading.CurrentA, -160, 160);
        });
}
