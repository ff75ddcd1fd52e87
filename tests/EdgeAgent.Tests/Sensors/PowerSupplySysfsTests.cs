using EdgeAgent.Core.Power;
using EdgeAgent.Sensors.Sysfs;

namespace EdgeAgent.Tests.Sensors;

public sealed class PowerSupplySysfsTests : IDisposable
{
    private const string Class = "sys/class/power_supply";
    private readonly FakeTree _tree = new();

    public void Dispose() => _tree.Dispose();

    private PowerReading Read()
    {
        using var sensor = new PowerSupplySysfs(_tree.Roots);
        Assert.True(sensor.TryRead(FakeTree.At(1), out var reading, out string? fault), fault);
        return reading;
    }

    private void Laptop(string status = "Discharging", string online = "0") => _tree
        .Folder($"{Class}/AC", "type=Mains", $"online={online}")
        .Folder($"{Class}/BAT0", "type=Battery", "present=1", $"status={status}", "capacity=71", "voltage_now=11523000", "power_now=8210000",
            "energy_now=33570000", "energy_full=47110000", "energy_full_design=57020000", "voltage_min_design=11400000", "temp=311");

    [Fact]
    public void A_laptop_battery_is_read_without_configuration()
    {
        Laptop();
        var reading = Read();
        Assert.Equal(100 * 33.57 / 47.11, reading.SocPct, 6);
        Assert.Equal(11.523, reading.VoltageV, 6);
        Assert.Equal(-8.21 / 11.523, reading.CurrentA, 6);
        Assert.Equal(31.1, reading.TemperatureC, 6);
        Assert.Equal(1000 * 47.11 / 11.4, reading.FullCapacityMah, 3);
        Assert.Equal(1000 * 57.02 / 11.4, reading.RatedCapacityMah, 3);
        Assert.Equal(ChargeStatus.Discharging, reading.Status);
        Assert.Equal(Presence.Absent, reading.ExternalPower);
        Assert.Equal(Presence.Present, reading.Battery);
    }

    [Theory]
    [InlineData("Charging", "1", ChargeStatus.Charging, Presence.Present)]
    [InlineData("Full", "1", ChargeStatus.Full, Presence.Present)]
    [InlineData("Not charging", "1", ChargeStatus.NotCharging, Presence.Present)]
    [InlineData("Unknown", "0", ChargeStatus.Unknown, Presence.Absent)]
    [InlineData("Charging", "2", ChargeStatus.Charging, Presence.Present)] // a programmable supply
    public void Status_and_adapter_are_told_apart(string status, string online, ChargeStatus expected, Presence external)
    {
        Laptop(status, online);
        var reading = Read();
        Assert.Equal(expected, reading.Status);
        Assert.Equal(external, reading.ExternalPower);
    }

    [Fact]
    public void Two_batteries_add_up_by_their_capacity()
    {
        _tree.Folder($"{Class}/BAT0", "type=Battery", "status=Not charging", "capacity=80", "voltage_now=12000000", "current_now=0",
                "charge_now=1600000", "charge_full=2000000")
            .Folder($"{Class}/BAT1", "type=Battery", "status=Discharging", "capacity=40", "voltage_now=12000000", "current_now=500000",
                "charge_now=2400000", "charge_full=6000000");
        var reading = Read();
        Assert.Equal(50, reading.SocPct, 6);
        Assert.Equal(8000, reading.FullCapacityMah, 6);
        Assert.Equal(-0.5, reading.CurrentA, 6);
        Assert.Equal(ChargeStatus.Discharging, reading.Status);
    }

    [Fact]
    public void The_battery_of_a_mouse_is_not_ours()
    {
        _tree.Folder($"{Class}/hidpp_battery_0", "type=Battery", "scope=Device", "capacity=5", "status=Discharging")
            .Folder($"{Class}/AC", "type=Mains", "online=1");
        var reading = Read();
        Assert.True(double.IsNaN(reading.SocPct));
        Assert.Equal(Presence.Unknown, reading.Battery);
        Assert.False(PowerSupplySysfs.HasBattery(_tree.Roots));
    }

    [Fact]
    public void One_online_input_of_several_is_external_power()
    {
        _tree.Folder($"{Class}/a-usb", "type=USB", "online=1").Folder($"{Class}/b-ac", "type=Mains", "online=0")
            .Folder($"{Class}/c-bat", "type=Battery", "capacity=50", "status=Charging");
        Assert.Equal(Presence.Present, Read().ExternalPower);
    }

    [Fact]
    public void A_removed_battery_is_absent_and_not_empty()
    {
        _tree.Folder($"{Class}/BAT0", "type=Battery", "present=0", "capacity=0", "status=Unknown").Folder($"{Class}/AC", "type=Mains", "online=1");
        var reading = Read();
        Assert.Equal(Presence.Absent, reading.Battery);
        Assert.True(double.IsNaN(reading.SocPct));
    }

    [Fact]
    public void The_kernels_test_supply_is_read_as_it_is()
    {
        // drivers/power/supply/test_power.c: capacity and charge_now are the same number, charge_full is 100.
        _tree.Folder($"{Class}/test_battery", "type=Battery", "present=1", "status=Discharging", "capacity=50", "charge_now=50", "charge_full=100",
                "charge_full_design=100", "voltage_now=3300000", "temp=260", "current_now=1600")
            .Folder($"{Class}/test_ac", "type=Mains", "online=1").Folder($"{Class}/test_usb", "type=USB", "online=1");
        var reading = Read();
        Assert.Equal(50, reading.SocPct);
        Assert.True(double.IsNaN(reading.FullCapacityMah));
    }

    [Theory]
    [InlineData("capacity=")]
    [InlineData("capacity=full")]
    [InlineData("capacity=99999999999999999999")]
    public void A_broken_attribute_is_unknown_and_costs_nothing_else(string capacity)
    {
        _tree.Folder($"{Class}/BAT0", "type=Battery", "status=Discharging", capacity, "voltage_now=3900000");
        var reading = Read();
        Assert.True(double.IsNaN(reading.SocPct));
        Assert.Equal(3.9, reading.VoltageV, 6);
    }

    [Fact]
    public void No_supply_at_all_is_a_fault_that_names_the_remedy()
    {
        using var sensor = new PowerSupplySysfs(_tree.Roots);
        Assert.False(sensor.TryRead(FakeTree.At(1), out _, out string? fault));
        Assert.Contains("Power:Board", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_supply_that_comes_later_is_seen()
    {
        using var sensor = new PowerSupplySysfs(_tree.Roots);
        Assert.False(sensor.TryRead(FakeTree.At(1), out _, out _));
        Laptop();
        Assert.True(sensor.TryRead(FakeTree.At(2), out var reading, out _));
        Assert.Equal(Presence.Present, reading.Battery);
    }

    [Fact]
    public void Listening_for_the_kernels_announcements_starts_and_stops()
    {
        var sensor = new PowerSupplySysfs(_tree.Roots);
        sensor.Start(() => { });
        sensor.Dispose();
    }
}
