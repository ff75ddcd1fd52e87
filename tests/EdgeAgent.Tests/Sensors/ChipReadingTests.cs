using EdgeAgent.Core.Power;
using EdgeAgent.Sensors.Chips;

namespace EdgeAgent.Tests.Sensors;

/// <summary>Registers to figures, by the data sheets' own examples where they give one.</summary>
public class ChipReadingTests
{
    [Fact]
    public void Ina226_decodes_the_worked_example_of_its_data_sheet()
    {
        const double lsb = 0.001;
        Assert.Equal(2560, Ina226Registers.EncodeCalibration(lsb, 0.002));
        Assert.Equal(11.98, Ina226Registers.DecodeBusVoltage(0x2570), 9);
        Assert.Equal(0.020, Ina226Registers.DecodeShuntVoltage(0x1F40), 9);
        Assert.Equal(10.0, Ina226Registers.DecodeCurrent(0x2710, lsb), 9);
        Assert.Equal(119.8, Ina226Registers.DecodePower(0x12B8, lsb), 9);
        var reading = Read(new Ina226(ChipModels.Ina226(), new(0.002)));
        Assert.Equal(11.98, reading.VoltageV, 9);
        Assert.Equal(10.0, reading.CurrentA, 9);
    }

    [Fact]
    public void Ina260_measures_with_its_own_shunt()
    {
        Assert.Equal(-5.0, Ina260Registers.DecodeCurrent(unchecked((ushort)-4000)), 9);
        var reading = Read(new Ina260(ChipModels.Ina260(), new(123)));
        Assert.Equal(11.98, reading.VoltageV, 9);
        Assert.Equal(10.0, reading.CurrentA, 9);
    }

    [Fact]
    public void Ina3221_puts_each_channel_where_its_rail_belongs()
    {
        Assert.Equal(-0.080, Ina3221Registers.DecodeShuntVoltage(0xC180), 9);
        Assert.Equal(0.1638 - 0.00004, Ina3221Registers.DecodeShuntVoltage(0x7FF0), 9);
        var reading = Read(new Ina3221(ChipModels.Ina3221(), new(0.1), new(0.1, Rail.Load), new(0.1, Rail.Harvest)));
        Assert.Equal(3.6, reading.VoltageV, 9);
        Assert.Equal(-0.8, reading.CurrentA, 9);
        Assert.Equal(5.0 * 0.4, reading.LoadW, 9);
        Assert.Equal(18.0 * 0.08, reading.HarvestW, 9);
    }

    /// <summary>The check value of this CRC over the digits 1 to 9 in the usual catalogues.</summary>
    [Fact]
    public void Crc8_has_its_check_value() => Assert.Equal(0xF4, Crc8.Of("123456789"u8));

    [Fact]
    public void Lc709203f_reads_millivolts_and_tenths_of_percent()
    {
        var reading = Read(new Lc709203f(ChipModels.Lc709203f()));
        Assert.Equal(3.7, reading.VoltageV, 9);
        Assert.Equal(56.3, reading.SocPct, 9);
    }

    [Fact]
    public void A_sleeping_lc709203f_is_woken_and_told_its_pack_with_a_checksum()
    {
        var model = ChipModels.Lc709203f();
        model.OnWrite!(0x15, 2);
        using var chip = new Lc709203f(model, packAdjustment: 0x2D);
        chip.Configure();
        Assert.Equal([(0x15, 0x000001 | Lc709203fRegisters.WriteCrc(0x0B, 0x15, 1, 0) << 16), (0x0B, 0x00002D | Lc709203fRegisters.WriteCrc(0x0B, 0x0B, 0x2D, 0) << 16)],
            model.Writes);
    }

    /// <summary>SLUSC88C REG0E, REG12: offset 2.304 V, 20 mV; 50 mA; the fields' ends.</summary>
    [Theory]
    [InlineData(0x00, 2.304, 0)]
    [InlineData(0x7F, 4.844, 6.350)]
    [InlineData(0xFF, 4.844, 6.350)]
    public void Bq25895_decodes_battery_voltage_and_charge_current(int raw, double volts, double amperes)
    {
        Assert.Equal(volts, Bq25895Registers.DecodeBatteryVoltage(raw), 9);
        Assert.Equal(amperes, Bq25895Registers.DecodeChargeCurrent(raw), 9);
    }

    [Theory]
    [InlineData(0x00, ChargeStatus.Discharging, Presence.Absent)]
    [InlineData(0x64, ChargeStatus.NotCharging, Presence.Present)]
    [InlineData(0x6C, ChargeStatus.Charging, Presence.Present)]
    [InlineData(0x74, ChargeStatus.Charging, Presence.Present)]
    [InlineData(0x7C, ChargeStatus.Full, Presence.Present)]
    [InlineData(0xE4, ChargeStatus.Discharging, Presence.Absent)]
    public void Bq25895_tells_external_power_from_charging(int status, ChargeStatus charging, Presence external)
    {
        var model = ChipModels.Bq25895();
        model[Bq25895Registers.Status] = status;
        var reading = Read(new Bq25895(model));
        Assert.Equal(charging, reading.Status);
        Assert.Equal(external, reading.ExternalPower);
    }

    [Fact]
    public void Bq25895_gives_the_conversion_that_an_earlier_reading_started_and_never_waits()
    {
        var model = ChipModels.Bq25895();
        model.OnWrite = null;
        using var chip = new Bq25895(model);
        chip.Configure();
        Assert.True(double.IsNaN(chip.Measure().VoltageV), "the conversion is still running");
        model[Bq25895Registers.AdcControl] &= 0x7F;
        var reading = chip.Measure();
        Assert.Equal(3.944, reading.VoltageV, 9);
        Assert.Equal(1.5, reading.CurrentA, 9);
        Assert.All(model.Writes, w => Assert.Equal(Bq25895Registers.AdcControl, w.Register));
    }

    [Theory]
    [InlineData(0x00, ChargeStatus.Discharging, Presence.Absent)]
    [InlineData(0x84, ChargeStatus.NotCharging, Presence.Present)]
    [InlineData(0x94, ChargeStatus.Charging, Presence.Present)]
    [InlineData(0xA4, ChargeStatus.Charging, Presence.Present)]
    [InlineData(0xB4, ChargeStatus.Full, Presence.Present)]
    [InlineData(0xC4, ChargeStatus.Discharging, Presence.Absent)]
    public void Bq24195_tells_external_power_from_charging(int status, ChargeStatus charging, Presence external)
    {
        var model = ChipModels.Bq24195();
        model[Bq24195Registers.Status] = status;
        var reading = Read(new Bq24195(model));
        Assert.Equal(charging, reading.Status);
        Assert.Equal(external, reading.ExternalPower);
        Assert.Empty(model.Writes);
    }

    /// <summary>SBAS444D Table 8-2: ideal output codes.</summary>
    [Theory]
    [InlineData(0x7FFF, 2.048 * 32767 / 32768)]
    [InlineData(0x0001, 62.5e-6)]
    [InlineData(0x0000, 0)]
    [InlineData(0xFFFF, -62.5e-6)]
    [InlineData(0x8000, -2.048)]
    public void Ads1115_decodes_the_ideal_codes(int raw, double volts) => Assert.Equal(volts, Ads1115Registers.Decode(raw, 2.048), 12);

    [Fact]
    public void Ads1115_multiplies_by_the_divider()
    {
        Assert.Equal(12.5, Read(new Ads1115(ChipModels.Ads1115(), 0, 5)).VoltageV, 9);
        var model = ChipModels.Ads1115();
        model[Ads1115Registers.Conversion] = 0x7FFF;
        using var chip = new Ads1115(model, 2, 5);
        chip.Configure();
        Assert.Equal(0x6203, model[Ads1115Registers.Configuration]);
        Assert.Contains("divider", Assert.Throws<ImplausibleAnswerException>(() => chip.Measure()).Message, StringComparison.Ordinal);
    }

    /// <summary>LM75: 9 bit, left-aligned (SNOS808, temperature table); TMP102: 12 bit (SLOS397H Table 8), 13 bit in extended mode.</summary>
    [Theory]
    [InlineData(0x0FA << 7, false, 125)]
    [InlineData(0x032 << 7, false, 25)]
    [InlineData(0x001 << 7, false, 0.5)]
    [InlineData(0x1FF << 7, false, -0.5)]
    [InlineData(0x1CE << 7, false, -25)]
    [InlineData(0x192 << 7, false, -55)]
    [InlineData(0x7FF << 4, true, 127.9375)]
    [InlineData(0x640 << 4, true, 100)]
    [InlineData(0x190 << 4, true, 25)]
    [InlineData(0x004 << 4, true, 0.25)]
    [InlineData(0xFFC << 4, true, -0.25)]
    [InlineData(0xE70 << 4, true, -25)]
    [InlineData(0xC90 << 4, true, -55)]
    [InlineData(0x0960 << 3 | 1, true, 150)]
    [InlineData(0x1C90 << 3 | 1, true, -55)]
    public void Temperature_codes_decode_as_in_the_data_sheets_tables(int raw, bool isTmp102, double celsius)
    {
        Assert.Equal(celsius, Lm75Registers.Decode(raw, isTmp102), 9);
        var model = ChipModels.Lm75();
        model[Lm75Registers.Temperature] = raw;
        Assert.Equal(celsius, Read(new Lm75(model, isTmp102)).TemperatureC, 9);
    }

    [Fact]
    public void Zero_degrees_is_a_reading_and_not_a_stuck_bus()
    {
        var model = ChipModels.Lm75();
        model[Lm75Registers.Temperature] = 0;
        Assert.Equal(0, Read(new Lm75(model)).TemperatureC, 9);
    }

    [Theory]
    [InlineData(false, 0x41)]
    [InlineData(true, 0x03)]
    public void Axp_reads_input_voltage_current_and_switches_its_current_converter_on(bool isAxp192, int identity)
    {
        var model = isAxp192 ? ChipModels.Axp192() : ChipModels.Axp209();
        Assert.Equal(identity, model[AxpRegisters.Identity]);
        var reading = Read(new Axp209(model, isAxp192));
        Assert.Equal(3.85, reading.VoltageV, 9);
        Assert.Equal(0.45, reading.CurrentA, 9);
        Assert.Equal(isAxp192 ? double.NaN : 76, reading.SocPct);
        Assert.Equal(ChargeStatus.Charging, reading.Status);
        Assert.Equal(Presence.Present, reading.ExternalPower);
        Assert.Equal([(AxpRegisters.AdcEnable, 0xC3)], model.Writes);
    }

    [Fact]
    public void Axp209_on_battery_discharges_and_without_a_pack_says_so()
    {
        var model = ChipModels.Axp209();
        (model[0x00], model[0x01], model[0x7A], model[0x7B], model[0x7C], model[0x7D]) = (0x00, 0x20, 0, 0, 800 >> 5, 800 & 0x1F);
        var reading = Read(new Axp209(model));
        Assert.Equal(-0.4, reading.CurrentA, 9);
        Assert.Equal(ChargeStatus.Discharging, reading.Status);
        model[0x01] = 0x00;
        Assert.Equal(Presence.Absent, Read(new Axp209(model)).Battery);
    }

    [Fact]
    public void A_smart_battery_reads_in_the_specifications_units()
    {
        var reading = Read(new SmartBattery(ChipModels.SmartBattery()));
        Assert.Equal(12.0, reading.VoltageV, 9);
        Assert.Equal(-1.5, reading.CurrentA, 9);
        Assert.Equal(87, reading.SocPct, 9);
        Assert.Equal(25.05, reading.TemperatureC, 9);
        Assert.Equal(4400, reading.FullCapacityMah, 9);
        Assert.Equal(ChargeStatus.Discharging, reading.Status);
    }

    [Theory]
    [InlineData(0x00E0, -10, ChargeStatus.Full)]
    [InlineData(0x0080, 900, ChargeStatus.Charging)]
    [InlineData(0x00C0, 0, ChargeStatus.NotCharging)]
    public void A_smart_battery_at_rest_is_not_discharging(int status, int milliamperes, ChargeStatus expected)
    {
        var model = ChipModels.SmartBattery();
        model[0x16] = status;
        model[0x0A] = (ushort)milliamperes;
        Assert.Equal(expected, Read(new SmartBattery(model)).Status);
    }

    [Fact]
    public void A_large_pack_scales_by_SpecificationInfo()
    {
        var model = ChipModels.SmartBattery();
        model[0x1A] = 0x1131;
        model[0x09] = 4800;
        var reading = Read(new SmartBattery(model));
        Assert.Equal(48.0, reading.VoltageV, 9);
        Assert.Equal(-15.0, reading.CurrentA, 9);
        Assert.Equal(44000, reading.FullCapacityMah, 9);
    }

    [Fact]
    public void PiJuice_reads_with_checksums()
    {
        var reading = Read(new PiJuice(ChipModels.PiJuice()));
        Assert.Equal(4.021, reading.VoltageV, 9);
        Assert.Equal(0.812, reading.CurrentA, 9);
        Assert.Equal(74, reading.SocPct, 9);
        Assert.Equal(31, reading.TemperatureC, 9);
        Assert.Equal(ChargeStatus.Charging, reading.Status);
        Assert.Equal(Presence.Present, reading.ExternalPower);
    }

    [Theory]
    [InlineData(0b0000_0000, 74, ChargeStatus.Discharging, Presence.Absent)]
    [InlineData(0b0001_0000, 74, ChargeStatus.Discharging, Presence.Absent)]
    [InlineData(0b0010_0000, 74, ChargeStatus.NotCharging, Presence.Present)]
    [InlineData(0b1100_0000, 100, ChargeStatus.Full, Presence.Present)]
    [InlineData(0b1100_1000, 50, ChargeStatus.Charging, Presence.Present)]
    public void PiJuice_tells_bad_power_from_weak_and_full_from_idle(int status, int level, ChargeStatus expected, Presence external)
    {
        var model = ChipModels.PiJuice();
        ChipModels.SetPiJuice(model, PiJuiceRegisters.Status, 1, status);
        ChipModels.SetPiJuice(model, PiJuiceRegisters.ChargeLevel, 1, level);
        var reading = Read(new PiJuice(model));
        Assert.Equal(expected, reading.Status);
        Assert.Equal(external, reading.ExternalPower);
        Assert.Equal(expected switch { ChargeStatus.Charging => 0.812, ChargeStatus.Discharging => -0.812, _ => double.NaN }, reading.CurrentA);
    }

    [Fact]
    public void PiJuice_reads_frost_and_a_missing_pack()
    {
        var model = ChipModels.PiJuice();
        ChipModels.SetPiJuice(model, PiJuiceRegisters.BatteryTemperature, 2, unchecked((byte)-7));
        Assert.Equal(-7, Read(new PiJuice(model)).TemperatureC, 9);
        ChipModels.SetPiJuice(model, PiJuiceRegisters.Status, 1, 0b0011_1100);
        Assert.Equal(Presence.Absent, Read(new PiJuice(model)).Battery);
    }

    [Theory]
    [InlineData(0xE0, 81, ChargeStatus.Charging, Presence.Present)]
    [InlineData(0xE0, 100, ChargeStatus.Full, Presence.Present)]
    [InlineData(0xA0, 81, ChargeStatus.NotCharging, Presence.Present)]
    [InlineData(0x60, 81, ChargeStatus.Discharging, Presence.Absent)]
    public void PiSugar3_reads_voltage_percent_and_power(int control, int percent, ChargeStatus status, Presence external)
    {
        var model = ChipModels.PiSugar3();
        model[PiSugar3Registers.Control] = control;
        model[PiSugar3Registers.Percent] = percent;
        var reading = Read(new PiSugar3(model));
        Assert.Equal(4.012, reading.VoltageV, 9);
        Assert.Equal(percent, reading.SocPct, 9);
        Assert.Equal(status, reading.Status);
        Assert.Equal(external, reading.ExternalPower);
        Assert.Empty(model.Writes);
    }

    private static PowerReading Read(PowerChip chip)
    {
        using (chip)
        {
            chip.Configure();
            return chip.Measure();
        }
    }
}
