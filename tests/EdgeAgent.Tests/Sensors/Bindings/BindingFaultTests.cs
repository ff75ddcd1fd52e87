using System.Device.I2c;
using EdgeAgent.Sensors.Chips;
using Iot.Device.PiJuiceDevice;
using Ads1115Binding = Iot.Device.Ads1115.Ads1115;
using Axp192Binding = Iot.Device.Axp192.Axp192;
using Ina219Binding = Iot.Device.Adc.Ina219;
using Lm75Binding = Iot.Device.Lm75.Lm75;
using PiJuiceBinding = Iot.Device.PiJuiceDevice.PiJuice;

namespace EdgeAgent.Tests.Sensors.Bindings;

/// <summary>
/// Why the agent's own drivers stay where Iot.Device.Bindings 4.2.0 holds the same chip: what the binding says where ours reports a fault.
/// A test that fails here after an update of the package is good news: the binding has caught up, and the driver can be weighed again.
/// </summary>
public sealed class BindingFaultTests
{
    private static readonly Dictionary<string, Chip> Chips = new()
    {
        ["ina219 bus voltage"] = new(ChipModels.Ina219, d => new Ina219(d, new(0.1)), d => { var b = new Ina219Binding(d); return () => b.ReadBusVoltage().Volts; }),
        ["ina219 shunt voltage"] = new(ChipModels.Ina219, d => new Ina219(d, new(0.1)), d => { var b = new Ina219Binding(d); return () => b.ReadShuntVoltage().Volts; }),
        ["lm75"] = new(ChipModels.Lm75, d => new Lm75(d), d => { var b = new Lm75Binding(d); return () => b.Temperature.DegreesCelsius; }),
        ["ads1115"] = new(ChipModels.Ads1115, d => new Ads1115(d, 0, 1), d => { var b = new Ads1115Binding(d); return () => b.ReadVoltage().Volts; }),
        ["axp192 voltage"] = new(ChipModels.Axp192, d => new Axp209(d, isAxp192: true), d => { var b = new Axp192Binding(d); return () => b.GetBatteryVoltage().Volts; }),
        ["axp192 current"] = new(ChipModels.Axp192, d => new Axp209(d, isAxp192: true), d => { var b = new Axp192Binding(d); return () => b.GetBatteryChargeCurrent().Amperes; }),
    };

    [Fact]
    public void Ina219_reads_half_an_ampere_out_of_the_battery_as_six_amperes_into_it()
    {
        var model = BindingModels.Ina219(12, -0.05);
        using var binding = new Ina219Binding(model);
        Assert.Equal(6.05, binding.ReadShuntVoltage().Volts / 0.1, 2);
        using var ours = new Ina219(model, new(0.1));
        Assert.Equal(-0.5, ours.GetCurrent().Amperes, 9);
    }

    [Fact]
    public void Ina219_reads_a_full_pack_of_four_cells_as_sixteen_volts_below_zero()
    {
        var model = BindingModels.Ina219(16.8, 0);
        using var binding = new Ina219Binding(model);
        Assert.Equal(-15.97, binding.ReadBusVoltage().Volts, 2);
        using var ours = new Ina219(model, new(0.1));
        Assert.Equal(16.8, ours.GetBusVoltage().Volts, 9);
    }

    /// <summary>The line is held high or low, or the chip loses its supply while it is in use.</summary>
    [Theory]
    [InlineData("ina219 bus voltage", BusFault.AllOnes, -0.004)]
    [InlineData("ina219 bus voltage", BusFault.AllZeros, 0)]
    [InlineData("ina219 shunt voltage", BusFault.AllOnes, 0.65535)]
    [InlineData("ina219 shunt voltage", BusFault.AllZeros, 0)]
    [InlineData("lm75", BusFault.AllOnes, -0.1)]
    [InlineData("lm75", BusFault.AllZeros, 0)]
    [InlineData("ads1115", BusFault.AllOnes, -0.000125)]
    [InlineData("ads1115", BusFault.AllZeros, 0)]
    [InlineData("axp192 voltage", BusFault.AllOnes, 4.7685)]
    [InlineData("axp192 voltage", BusFault.AllZeros, 0)]
    [InlineData("axp192 current", BusFault.AllOnes, 4.2075)]
    [InlineData("axp192 current", BusFault.AllZeros, 0)]
    public void A_stuck_line_is_a_value_to_the_binding_and_a_fault_to_ours(string chip, BusFault fault, double value)
    {
        var (model, ours, binding) = Chips[chip];
        SensorFaults.AssertFaultThenRecovery(model(), ours, fault, "stuck");
        var broken = model();
        var read = binding(broken);
        broken.Fault = fault;
        Assert.Equal(value, read(), 6);
    }

    /// <summary>A PiJuice that does not answer costs the binding a fifth of a second of busy waiting for each value; ours asks once.</summary>
    [Fact]
    public void PiJuice_is_right_but_asks_a_dead_bus_again_and_again()
    {
        var model = BindingModels.PiJuice();
        using var board = new PiJuiceBinding(model);
        var status = new PiJuiceStatus(board);
        model.Fault = BusFault.NoAnswer;

        int before = model.Attempts;
        Assert.ThrowsAny<Exception>(() => status.GetBatteryVoltage());
        int asked = model.Attempts - before;
        using var sensor = new ChipSensor(new EdgeAgent.Sensors.Chips.PiJuice(model), 1);
        before = model.Attempts;
        Assert.False(sensor.TryRead(SensorFaults.Now, out _, out _));

        Assert.Equal(1, model.Attempts - before);
        Assert.True(asked > 1, $"asked {asked} times");
    }

    private sealed record Chip(Func<RegisterModel> Model, Func<I2cDevice, PowerChip> Ours, Func<I2cDevice, Func<double>> Binding);
}
