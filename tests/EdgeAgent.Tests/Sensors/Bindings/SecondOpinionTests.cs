using EdgeAgent.Core.Power;
using EdgeAgent.Sensors.Chips;
using Iot.Device.PiJuiceDevice;
using Iot.Device.PiJuiceDevice.Models;
using Ads1115Binding = Iot.Device.Ads1115.Ads1115;
using Axp192Binding = Iot.Device.Axp192.Axp192;
using Ina219Binding = Iot.Device.Adc.Ina219;
using InputMultiplexer = Iot.Device.Ads1115.InputMultiplexer;
using Lm75Binding = Iot.Device.Lm75.Lm75;
using MeasuringRange = Iot.Device.Ads1115.MeasuringRange;
using PiJuiceBinding = Iot.Device.PiJuiceDevice.PiJuice;

namespace EdgeAgent.Tests.Sensors.Bindings;

/// <summary>
/// Two drivers that share no line of code read the same registers: ours and that of Iot.Device.Bindings. Where they agree, both are right or
/// both read the data sheet wrongly; where they differ, <see cref="BindingFaultTests"/> says which is wrong.
/// </summary>
public sealed class SecondOpinionTests
{
    [Theory]
    [InlineData(0.0, 0.001)]
    [InlineData(3.3, 0.05)]
    [InlineData(12.0, 0.2)]
    [InlineData(16.38, 0.32)]
    public void Ina219_up_to_16_V_and_into_the_battery(double busVolts, double shuntVolts)
    {
        const double shuntOhms = 0.1, lsb = 0.0001;
        var model = BindingModels.Ina219(busVolts, shuntVolts);
        using var binding = new Ina219Binding(model);
        binding.SetCalibration((ushort)Ina219Registers.EncodeCalibration(lsb, shuntOhms), (float)lsb);
        var ours = Read(new Ina219(model, new(shuntOhms)));

        Assert.Equal(binding.ReadBusVoltage().Volts, ours.VoltageV, 9);
        Assert.Equal(binding.ReadShuntVoltage().Volts / shuntOhms, ours.CurrentA, 9);
        // The chip's own current register, by our calibration; the binding knows its LSB as a float.
        Assert.Equal(binding.ReadCurrent().Amperes, ours.CurrentA, 3);
    }

    [Fact]
    public void Lm75_over_its_whole_range()
    {
        for (int code = -110; code <= 250; code++)
        {
            var model = ChipModels.Lm75();
            model[Lm75Registers.Temperature] = (code << 7) & 0xFFFF;
            using var binding = new Lm75Binding(model);
            Assert.Equal(binding.Temperature.DegreesCelsius, Read(new Lm75(model)).TemperatureC, 9);
        }
    }

    [Fact]
    public void Ads1115_from_zero_to_its_full_scale()
    {
        for (int code = 1; code < 0x7FFF; code += 271)
        {
            var model = ChipModels.Ads1115();
            model[Ads1115Registers.Conversion] = code;
            using var binding = new Ads1115Binding(model, InputMultiplexer.AIN0, MeasuringRange.FS4096);
            Assert.Equal(binding.RawToVoltage((short)code).Volts, Read(new Ads1115(model, 0, 1)).VoltageV, 3);
        }
    }

    [Theory]
    [InlineData(3300, 0, 0)]
    [InlineData(3500, 900, 0)]
    [InlineData(3818, 1, 0)]
    [InlineData(3500, 0, 800)]
    public void Axp192_voltage_and_both_currents(int voltageCode, int chargeCode, int dischargeCode)
    {
        var model = ChipModels.Axp192();
        (model[0x78], model[0x79]) = (voltageCode >> 4, voltageCode & 0x0F);
        (model[0x7A], model[0x7B]) = (chargeCode >> 5, chargeCode & 0x1F);
        (model[0x7C], model[0x7D]) = (dischargeCode >> 5, dischargeCode & 0x1F);
        using var binding = new Axp192Binding(model);
        var ours = Read(new Axp209(model, isAxp192: true));

        Assert.True(binding.IsBatteryConnected());
        Assert.Equal(binding.GetBatteryVoltage().Volts, ours.VoltageV, 9);
        Assert.Equal(binding.GetBatteryChargeCurrent().Amperes - binding.GetBatteryDischargeCurrent().Amperes, ours.CurrentA, 9);
    }

    [Theory]
    [InlineData(4021, 812, 74, 31, 0b0011_0100)]
    [InlineData(3300, 5, 1, 0, 0b0000_0000)]
    [InlineData(4190, 0, 100, 45, 0b1100_0000)]
    public void PiJuice_in_every_value(int millivolts, int milliamperes, int percent, int celsius, int status)
    {
        var model = BindingModels.PiJuice();
        ChipModels.SetPiJuice(model, PiJuiceRegisters.BatteryVoltage, 2, millivolts);
        ChipModels.SetPiJuice(model, PiJuiceRegisters.BatteryCurrent, 2, milliamperes);
        ChipModels.SetPiJuice(model, PiJuiceRegisters.ChargeLevel, 1, percent);
        ChipModels.SetPiJuice(model, PiJuiceRegisters.BatteryTemperature, 2, celsius);
        ChipModels.SetPiJuice(model, PiJuiceRegisters.Status, 1, status);
        using var board = new PiJuiceBinding(model);
        var binding = new PiJuiceStatus(board);
        var ours = Read(new EdgeAgent.Sensors.Chips.PiJuice(model));

        Assert.Equal(binding.GetBatteryVoltage().Volts, ours.VoltageV, 9);
        Assert.Equal(binding.GetChargeLevel(), ours.SocPct, 9);
        Assert.Equal(binding.GetBatteryTemperature().DegreesCelsius, ours.TemperatureC, 9);
        // Our sensor takes the sign of the current from the charge status, and gives no current when the status is unknown.
        if (!double.IsNaN(ours.CurrentA)) Assert.Equal(binding.GetBatteryCurrent().Amperes, Math.Abs(ours.CurrentA), 9);
        bool isPowered = binding.GetStatus() is { PowerInput: PowerInState.Present or PowerInState.Weak } or { PowerInput5VoltInput: PowerInState.Present or PowerInState.Weak };
        Assert.Equal(isPowered, ours.ExternalPower == Presence.Present);
        Assert.Equal(binding.GetStatus().Battery is BatteryState.ChargingFromIn or BatteryState.ChargingFrom5VoltInput, ours.Status == ChargeStatus.Charging);
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
