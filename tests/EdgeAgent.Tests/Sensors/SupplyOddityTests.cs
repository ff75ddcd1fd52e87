using EdgeAgent.Core.Power;
using EdgeAgent.Sensors.Sysfs;

namespace EdgeAgent.Tests.Sensors;

/// <summary>Supplies as drivers really leave them: half there, empty, with strange words and numbers.</summary>
public sealed class SupplyOddityTests : IDisposable
{
    private const string Class = "sys/class/power_supply";
    private const string Bat = $"{Class}/BAT0";
    private readonly FakeTree _tree = new();

    public void Dispose() => _tree.Dispose();

    private PowerReading Read()
    {
        using var sensor = new PowerSupplySysfs(_tree.Roots);
        sensor.TryRead(FakeTree.At(1), out var reading, out _);
        return reading;
    }

    private FakeTree Pack(params string[] more) => _tree.Folder(Bat, ["type=Battery", "present=1", "status=Discharging", "capacity=60", "voltage_now=3900000", "current_now=400000", .. more]);

    // A file that is there and gives an error when it is read, as a gauge without an answer does.
    private void Unreadable(string attribute)
    {
        _tree.Remove($"{Bat}/{attribute}");
        Directory.CreateDirectory(Path.Combine(_tree.Path, Bat, attribute));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-ENODATA")]
    [InlineData("N/A")]
    [InlineData("3.9")]
    [InlineData("3900000 uV")]
    [InlineData("0x3b8260")]
    [InlineData("9223372036854775808")]
    [InlineData("NaN")]
    public void A_voltage_that_is_no_whole_number_is_unknown_and_the_rest_counts(string value)
    {
        Pack($"voltage_now={value}");
        var reading = Read();
        Assert.True(double.IsNaN(reading.VoltageV));
        Assert.Equal(60, reading.SocPct, 6);
        Assert.Equal(ChargeStatus.Discharging, reading.Status);
    }

    [Theory]
    [InlineData("voltage_now")]
    [InlineData("current_now")]
    [InlineData("status")]
    [InlineData("present")]
    [InlineData("capacity")]
    public void An_attribute_that_cannot_be_read_costs_itself_alone(string attribute)
    {
        Pack();
        Unreadable(attribute);
        var reading = Read();
        Assert.Equal(Presence.Present, reading.Battery);
        Assert.Equal(attribute == "capacity", double.IsNaN(reading.SocPct));
        Assert.Equal(attribute == "voltage_now", double.IsNaN(reading.VoltageV));
    }

    [Fact]
    public void A_driver_that_has_only_averages_of_voltage_and_current_is_read_by_them()
    {
        Pack("voltage_avg=3800000", "current_avg=-350000");
        Unreadable("voltage_now");
        Unreadable("current_now");
        var reading = Read();
        Assert.Equal((3.8, -0.35), (reading.VoltageV, reading.CurrentA));
    }

    [Fact]
    public void An_average_in_the_wrong_unit_is_doubted_under_its_own_name()
    {
        Pack("voltage_avg=3800", "current_avg=-350");
        Unreadable("voltage_now");
        Unreadable("current_now");
        using var sensor = new PowerSupplySysfs(_tree.Roots);
        sensor.TryRead(FakeTree.At(1), out var reading, out string? fault);
        Assert.True(double.IsNaN(reading.VoltageV) && double.IsNaN(reading.CurrentA));
        Assert.Contains("voltage_avg reads 0.0038 V", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pack_that_drains_and_tells_a_current_of_0_does_not_know_it()
    {
        Pack("current_now=0");
        var reading = Read();
        Assert.Equal(ChargeStatus.Discharging, reading.Status);
        Assert.True(double.IsNaN(reading.CurrentA));
    }

    [Theory]
    [InlineData("capacity=101", 100)]
    [InlineData("capacity=105", 100)]
    [InlineData("capacity=0", 0)]
    [InlineData("capacity=255", double.NaN)]
    [InlineData("capacity=-1", double.NaN)]
    [InlineData("capacity=-22", double.NaN)]
    public void A_state_of_charge_lies_between_0_and_100_or_is_unknown(string capacity, double expected)
    {
        Pack(capacity);
        Assert.Equal(expected, Read().SocPct, 6);
    }

    [Theory]
    [InlineData("Full", 100)]
    [InlineData("Normal", double.NaN)]
    [InlineData("Critical", double.NaN)]
    [InlineData("Unknown", double.NaN)]
    public void A_pack_that_knows_its_level_only_in_words_has_a_number_only_when_full(string level, double expected)
    {
        Pack($"capacity_level={level}");
        _tree.Remove($"{Bat}/capacity");
        Assert.Equal(expected, Read().SocPct, 6);
    }

    [Fact]
    public void Charges_without_a_voltage_give_the_state_of_charge()
    {
        _tree.Folder(Bat, "type=Battery", "status=Discharging", "charge_now=1000000", "charge_full=4000000");
        var reading = Read();
        Assert.Equal(25, reading.SocPct, 6);
        Assert.True(double.IsNaN(reading.VoltageV) && double.IsNaN(reading.CurrentA));
    }

    [Theory]
    [InlineData("energy_full=0")]
    [InlineData("energy_full=-1")]
    [InlineData("charge_full=0")]
    public void A_full_charge_of_nothing_is_no_state_of_charge(string full)
    {
        _tree.Folder(Bat, "type=Battery", "status=Discharging", "voltage_now=3900000", "energy_now=5000000", "charge_now=1000000", full);
        Assert.True(double.IsNaN(Read().SocPct));
    }

    [Theory]
    [InlineData("Mains")]
    [InlineData("USB")]
    [InlineData("USB_DCP")]
    [InlineData("USB_PD_DRP")]
    [InlineData("Wireless")]
    [InlineData("BrickID")]
    public void Each_type_of_charger_counts_when_it_is_online_in_whatever_way(string type)
    {
        Pack();
        foreach (int online in (int[])[1, 2, 3])
        {
            _tree.Folder($"{Class}/in", $"type={type}", $"online={online}");
            Assert.Equal(Presence.Present, Read().ExternalPower);
        }

        _tree.Folder($"{Class}/in", $"type={type}", "online=0");
        Assert.Equal(Presence.Absent, Read().ExternalPower);
        _tree.Folder($"{Class}/in", $"type={type}", "online=");
        Assert.Equal(Presence.Unknown, Read().ExternalPower);
    }

    [Fact]
    public void Of_two_chargers_the_one_that_is_online_counts_in_whatever_order_and_a_broken_one_hides_nothing()
    {
        Pack();
        _tree.Folder($"{Class}/A", "type=Mains", "online=").Folder($"{Class}/B", "type=USB", "online=0").Folder($"{Class}/C", "type=Mains", "online=1").Folder($"{Class}/D", "type=USB", "online=-1");
        Assert.Equal(Presence.Present, Read().ExternalPower);
        _tree.Folder($"{Class}/C", "online=0");
        Assert.Equal(Presence.Absent, Read().ExternalPower);
    }

    [Fact]
    public void A_supply_that_was_renamed_or_pulled_out_between_two_looks_is_followed()
    {
        Pack();
        _tree.Folder($"{Class}/AC", "type=Mains", "online=1");
        using var sensor = new PowerSupplySysfs(_tree.Roots);
        Assert.True(sensor.TryRead(FakeTree.At(1), out var before, out _));
        Assert.Equal((Presence.Present, Presence.Present), (before.Battery, before.ExternalPower));
        _tree.Remove($"{Class}/AC");
        _tree.Folder($"{Class}/AC1", "type=Mains", "online=1");
        Assert.True(sensor.TryRead(FakeTree.At(2), out var renamed, out _));
        Assert.Equal(Presence.Present, renamed.ExternalPower);
        _tree.Remove(Bat);
        _tree.Remove($"{Class}/AC1");
        Assert.False(sensor.TryRead(FakeTree.At(3), out _, out string? fault));
        Assert.Contains("how it is powered is not known", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_supply_that_vanishes_while_it_is_read_is_nobodys()
    {
        Pack();
        Directory.CreateDirectory(Path.Combine(_tree.Path, Class, "GONE"));
        Assert.Equal(60, Read().SocPct, 6);
    }

    [Theory]
    [InlineData("charge_control_end_threshold=0")]
    [InlineData("charge_control_end_threshold=-1")]
    [InlineData("charge_control_end_threshold=255")]
    [InlineData("charge_control_end_threshold=")]
    [InlineData("charge_control_start_threshold=55")]
    public void A_threshold_that_means_nothing_makes_no_pack_full(string threshold)
    {
        _tree.Folder($"{Class}/AC", "type=Mains", "online=1");
        Pack("status=Not charging", threshold);
        Assert.Equal(ChargeStatus.NotCharging, Read().Status);
    }

    [Fact]
    public void A_start_threshold_above_the_end_is_passed_over()
    {
        _tree.Folder($"{Class}/AC", "type=Mains", "online=1");
        Pack("status=Not charging", "charge_control_end_threshold=60", "charge_control_start_threshold=90");
        Assert.Equal(ChargeStatus.Full, Read().Status);
    }

    [Theory]
    [InlineData("charging")]
    [InlineData("CHARGING")]
    [InlineData("Taper")]
    [InlineData("Cmd discharging")]
    [InlineData("")]
    public void A_status_that_the_class_does_not_know_is_unknown(string status)
    {
        Pack($"status={status}", "current_now=-400000");
        Assert.Equal(ChargeStatus.Unknown, Read().Status);
    }

    [Theory]
    [InlineData("type=UPS", true)]
    [InlineData("type=Battery", true)]
    [InlineData("type=BMS", false)]
    [InlineData("type=Unknown", false)]
    [InlineData("type=", false)]
    public void Only_a_battery_or_an_ups_is_the_machines_battery(string type, bool isBattery)
    {
        Pack(type);
        Assert.Equal(isBattery, Read().Battery == Presence.Present);
    }

    [Fact]
    public void Whatever_a_driver_writes_the_reading_is_plausible_or_unknown()
    {
        string[] attributes = ["status", "capacity", "capacity_level", "voltage_now", "current_now", "power_now", "temp", "charge_now", "charge_full", "charge_full_design", "energy_now", "energy_full", "voltage_min_design", "charge_control_end_threshold", "present", "online", "scope", "type"];
        string[] values = ["", "0", "1", "-1", "2", "60", "100", "255", "65535", "-32768", "2147483647", "-2147483648", "9223372036854775807", "3900000", "-400000", "4000000", "12600000", "310", "Full", "Charging", "Discharging", "Unknown", "Device", "System", "Battery", "Mains", "\u0000", "\u00e9", "1e3"];
        var random = new Random(16);
        for (int round = 0; round < 300; round++)
        {
            foreach (string supply in (string[])["BAT0", "AC"])
            {
                _tree.Folder($"{Class}/{supply}", supply == "AC" ? "type=Mains" : "type=Battery");
                foreach (string attribute in attributes.Where(_ => random.Next(3) == 0)) _tree.Folder($"{Class}/{supply}", $"{attribute}={values[random.Next(values.Length)]}");
            }

            var reading = Read();
            Assert.True(double.IsNaN(reading.SocPct) || reading.SocPct is >= 0 and <= 100, $"round {round}: {reading.SocPct} %");
            Assert.True(double.IsNaN(reading.VoltageV) || reading.VoltageV is > 0 and <= 100, $"round {round}: {reading.VoltageV} V");
            Assert.True(double.IsNaN(reading.CurrentA) || Math.Abs(reading.CurrentA) <= 500, $"round {round}: {reading.CurrentA} A");
            Assert.True(double.IsNaN(reading.FullCapacityMah) || reading.FullCapacityMah > 0, $"round {round}: {reading.FullCapacityMah} mAh");
            foreach (string supply in (string[])["BAT0", "AC"]) _tree.Remove($"{Class}/{supply}");
        }
    }
}
