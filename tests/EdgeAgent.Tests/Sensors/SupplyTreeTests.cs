using EdgeAgent.Core.Power;
using EdgeAgent.Sensors.Sysfs;

namespace EdgeAgent.Tests.Sensors;

/// <summary>Trees of <c>/sys/class/power_supply</c> that were once misread.</summary>
public sealed class SupplyTreeTests : IDisposable
{
    private const string Class = "sys/class/power_supply";
    private readonly FakeTree _tree = new();

    public void Dispose() => _tree.Dispose();

    private PowerReading Read() => Read(out _);

    private PowerReading Read(out string? fault)
    {
        using var sensor = new PowerSupplySysfs(_tree.Roots);
        Assert.True(sensor.TryRead(FakeTree.At(1), out var reading, out fault), fault);
        return reading;
    }

    private string Fault()
    {
        using var sensor = new PowerSupplySysfs(_tree.Roots);
        Assert.False(sensor.TryRead(FakeTree.At(1), out _, out string? fault));
        return fault!;
    }

    private FakeTree Pack(string status, params string[] more) => _tree.Folder($"{Class}/BAT0",
        ["type=Battery", "present=1", $"status={status}", "capacity=60", "voltage_now=11400000", "charge_now=2400000", "charge_full=4000000", .. more]);

    private void Link(string path, string target)
    {
        string full = Path.Combine(_tree.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.CreateSymbolicLink(full, target);
    }

    [Fact]
    public void A_usb_c_port_with_scope_device_is_no_charger()
    {
        _tree.Folder($"{Class}/ucsi-source-psy-USBC000:001", "type=USB", "scope=Device", "online=1").Folder($"{Class}/AC", "type=Mains", "online=0");
        Pack("Discharging", "current_now=1700000");
        Assert.Equal(Presence.Absent, Read().ExternalPower);
    }

    [Theory]
    [InlineData("[source] sink", false)]
    [InlineData("source [sink]", true)]
    [InlineData("source", false)]
    [InlineData("sink", true)]
    public void A_usb_c_port_that_sources_power_is_no_charger(string role, bool isCharger)
    {
        _tree.Folder($"{Class}/ucsi-source-psy-USBC000:002", "type=USB", "online=1").Folder($"{Class}/AC", "type=Mains", "online=0")
            .Folder("sys/class/typec/port0", "power_role=source [sink]").Folder("sys/class/typec/port1", $"power_role={role}");
        Pack("Discharging");
        Assert.Equal(isCharger ? Presence.Present : Presence.Absent, Read().ExternalPower);
    }

    [Fact]
    public void A_port_is_found_below_its_own_controller()
    {
        const string controller = "sys/devices/i2c-9/9-0022";
        _tree.Folder($"{controller}/power_supply/tcpm-source-psy-9-0022", "type=USB", "online=1")
            .Folder($"{controller}/typec/port3", "power_role=[source] sink")
            .Folder("sys/devices/other/typec/port0", "power_role=source [sink]");
        Link($"{Class}/tcpm-source-psy-9-0022", "../../devices/i2c-9/9-0022/power_supply/tcpm-source-psy-9-0022");
        Link("sys/class/typec/port3", "../../devices/i2c-9/9-0022/typec/port3");
        Link("sys/class/typec/port0", "../../devices/other/typec/port0");
        Pack("Discharging");
        Assert.Equal(Presence.Unknown, Read().ExternalPower);
    }

    [Theory]
    [InlineData("scope=Device")]
    [InlineData("scope=Unknown")]
    [InlineData("scope=System")]
    public void A_mains_machine_with_an_idle_usb_c_port_has_unknown_power_and_no_battery(string scope)
    {
        _tree.Folder($"{Class}/ucsi-source-psy-USBC000:001", "type=USB", scope, "online=0");
        Assert.Contains("set Power:Board to mains", Fault(), StringComparison.Ordinal);
        Assert.False(PowerSupplySysfs.HasBattery(_tree.Roots));
    }

    [Fact]
    public void A_machine_whose_battery_was_taken_out_and_whose_adapter_is_off_line_has_unknown_power()
    {
        _tree.Folder($"{Class}/BAT0", "type=Battery", "present=0", "status=Unknown").Folder($"{Class}/AC", "type=Mains", "online=0");
        Assert.Contains("how it is powered is not known", Fault(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hid-dc:2c:26:36:79:9b-battery")]
    [InlineData("hidpp_battery_0")]
    [InlineData("ps-controller-battery-a0:ab:51:33:12:99")]
    public void The_battery_of_a_keyboard_or_gamepad_with_scope_unknown_is_not_the_machines(string name)
    {
        _tree.Folder($"{Class}/{name}", "type=Battery", "scope=Unknown", "present=1", "status=Discharging", "capacity=4", "voltage_now=3700000")
            .Folder($"{Class}/AC", "type=Mains", "online=1");
        var reading = Read();
        Assert.Equal(Presence.Unknown, reading.Battery);
        Assert.True(double.IsNaN(reading.SocPct));
        Assert.Equal(Presence.Present, reading.ExternalPower);
    }

    [Theory]
    [InlineData("../../devices/pci0000:00/usb1/0003:046D:C52B.0001/power_supply/pen")]
    [InlineData("../../devices/virtual/misc/uhid/0005:054C:09CC.0007/power_supply/pen")]
    public void A_battery_below_a_hid_device_is_not_the_machines(string target)
    {
        _tree.Folder($"sys/class/power_supply/{target}", "type=Battery", "status=Discharging", "capacity=4", "voltage_now=3700000");
        Link($"{Class}/pen", target);
        _tree.Folder($"{Class}/AC", "type=Mains", "online=1");
        Assert.Equal(Presence.Unknown, Read().Battery);
    }

    [Fact]
    public void A_battery_whose_device_is_of_the_hid_subsystem_is_not_the_machines()
    {
        _tree.Folder($"{Class}/pen", "type=Battery", "status=Discharging", "capacity=4", "voltage_now=3700000").Folder($"{Class}/AC", "type=Mains", "online=1")
            .Folder("sys/devices/pen", "uevent=");
        Link($"{Class}/pen/device", "../../../devices/pen");
        Link("sys/devices/pen/subsystem", "../../bus/hid");
        Assert.Equal(Presence.Unknown, Read().Battery);
    }

    [Theory]
    [InlineData("scope=Unknown", false)]
    [InlineData("scope=System", true)]
    public void A_battery_that_measures_nothing_is_a_peripherals_unless_the_kernel_says_system(string scope, bool isOurs)
    {
        _tree.Folder($"{Class}/thing", "type=Battery", scope, "status=Discharging", "capacity=4").Folder($"{Class}/AC", "type=Mains", "online=1");
        Assert.Equal(isOurs ? Presence.Present : Presence.Unknown, Read().Battery);
    }

    [Fact]
    public void With_two_packs_of_which_one_idles_current_and_voltage_are_those_of_the_one_in_use()
    {
        _tree.Folder($"{Class}/BAT0", "type=Battery", "status=Unknown", "capacity=80", "voltage_now=12600000", "current_now=0", "charge_now=1600000", "charge_full=2000000")
            .Folder($"{Class}/BAT1", "type=Battery", "status=Discharging", "capacity=40", "voltage_now=11100000", "current_now=1200000", "charge_now=800000", "charge_full=2000000");
        var reading = Read();
        Assert.Equal(-1.2, reading.CurrentA, 6);
        Assert.Equal(11.1, reading.VoltageV, 6);
        Assert.Equal(60, reading.SocPct, 6);
        Assert.Equal(ChargeStatus.Discharging, reading.Status);
    }

    [Fact]
    public void An_idle_pack_without_a_current_does_not_hide_the_others()
    {
        _tree.Folder($"{Class}/BAT0", "type=Battery", "status=Not charging", "capacity=80", "voltage_now=12600000")
            .Folder($"{Class}/BAT1", "type=Battery", "status=Discharging", "capacity=40", "voltage_now=11100000", "power_now=11100000");
        Assert.Equal(-1, Read().CurrentA, 6);
    }

    [Fact]
    public void A_pack_in_use_without_a_current_makes_the_sum_unknown_and_not_small()
    {
        _tree.Folder($"{Class}/BAT0", "type=Battery", "status=Unknown", "capacity=80", "voltage_now=12600000", "current_now=0")
            .Folder($"{Class}/BAT1", "type=Battery", "status=Discharging", "capacity=40", "voltage_now=11100000");
        Assert.True(double.IsNaN(Read().CurrentA));
    }

    [Theory]
    [InlineData("Not charging", "charge_control_end_threshold=60", ChargeStatus.Full)]
    [InlineData("Unknown", "charge_control_end_threshold=60", ChargeStatus.Full)]
    [InlineData("Not charging", "charge_stop_threshold=60", ChargeStatus.Full)]
    [InlineData("Not charging", "charge_control_end_threshold=64", ChargeStatus.Full)] // sank below, does not top up yet
    [InlineData("Not charging", "charge_control_end_threshold=80", ChargeStatus.NotCharging)]
    [InlineData("Not charging", "charge_control_end_threshold=100", ChargeStatus.NotCharging)]
    [InlineData("Charging", "charge_control_end_threshold=60", ChargeStatus.Charging)]
    [InlineData("Discharging", "charge_control_end_threshold=60", ChargeStatus.Discharging)]
    public void A_pack_held_at_the_threshold_of_its_owner_is_full(string status, string threshold, ChargeStatus expected)
    {
        _tree.Folder($"{Class}/AC", "type=Mains", "online=1");
        Pack(status, threshold);
        Assert.Equal(expected, Read().Status);
    }

    [Fact]
    public void A_charge_of_240_percent_of_full_is_refused_and_named()
    {
        _tree.Folder($"{Class}/BAT0", "type=Battery", "status=Discharging", "voltage_now=11400000", "energy_now=113000000", "energy_full=47110000", "voltage_min_design=11400000");
        var reading = Read(out string? fault);
        Assert.True(double.IsNaN(reading.SocPct));
        Assert.True(double.IsNaN(reading.FullCapacityMah));
        Assert.Equal(11.4, reading.VoltageV, 6);
        Assert.Contains("BAT0: charge now is 240 % of full", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_charge_of_240_percent_of_the_design_gives_no_capacity()
    {
        _tree.Folder($"{Class}/BAT0", "type=Battery", "status=Discharging", "capacity=50", "voltage_now=11400000", "charge_now=4800000", "charge_full=9600000", "charge_full_design=4000000");
        var reading = Read(out string? fault);
        Assert.True(double.IsNaN(reading.FullCapacityMah));
        Assert.Equal(50, reading.SocPct, 6);
        Assert.Contains("240 % of the design's", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("voltage_now=11400")] // mV
    [InlineData("voltage_now=11400000000")] // nV
    [InlineData("voltage_now=114000000")] // tenths of µV: 114 V
    [InlineData("current_now=1700000000")] // nA
    [InlineData("power_now=19380000000")] // nW
    [InlineData("power_now=19380")] // mW
    [InlineData("temp=31100")] // m°C
    [InlineData("capacity=600")] // tenths
    public void One_value_off_by_a_power_of_ten_discredits_the_whole_supply(params string[] wrong)
    {
        Pack("Discharging", "current_now=1700000", "voltage_min_design=11100000");
        _tree.Folder($"{Class}/BAT0", wrong);
        var reading = Read(out string? fault);
        Assert.True(double.IsNaN(reading.VoltageV) && double.IsNaN(reading.CurrentA) && double.IsNaN(reading.SocPct) && double.IsNaN(reading.TemperatureC));
        Assert.Equal(Presence.Present, reading.Battery);
        Assert.Contains("none of its numbers are believed", fault, StringComparison.Ordinal);
        Assert.Contains(wrong[0].Split('=')[0], fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Volts_and_amperes_wrong_by_the_same_factor_are_both_refused()
    {
        _tree.Folder($"{Class}/BAT0", "type=Battery", "status=Discharging", "voltage_now=11400", "current_now=1700");
        var reading = Read();
        Assert.True(double.IsNaN(reading.VoltageV));
        Assert.True(double.IsNaN(reading.CurrentA));
    }
}
