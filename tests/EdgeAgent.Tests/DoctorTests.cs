using System.CommandLine;
using System.Device.I2c;
using System.Text.Json;
using EdgeAgent.Cli;
using EdgeAgent.Options;
using EdgeAgent.Sensors;
using EdgeAgent.Sensors.Boards;
using EdgeAgent.Tests.Sensors;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Tests;

public sealed class DoctorTests : IDisposable
{
    private static readonly ClockFacts GoodClock = new(true, 2026);

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("edgeagent-");

    public void Dispose() => _root.Delete(true);

    [Fact]
    public void A_board_at_its_address_is_found_read_and_suggested()
    {
        var report = Examine(new ScriptedBus(_root, ChipModels.Max17048()));
        AssertCheck(report, "chip", DoctorLevel.Ok, "0x36: MAX17048/49, version 0x0012, 4.160 V");
        Assert.Equal("generic-max17048", report.Board);
        Assert.Contains("adafruit-max17048-bq25185", report.Alternatives);
        Assert.Equal("generic-max17048", JsonDocument.Parse(report.Configuration!).RootElement.GetProperty("EdgeAgent").GetProperty("Power").GetProperty("Board").GetString());
    }

    [Fact]
    public void A_sleep_that_is_enabled_is_checked_and_one_that_is_not_is_not()
    {
        var hardware = new HardwareAccess(Roots());
        Assert.DoesNotContain(Examine(hardware, ("Power:Board", "mains")).Checks, c => c.Check == "sleep");
        var missing = Examine(hardware, ("Power:Board", "mains"), ("Power:Sleep:Enabled", "true"));
        Assert.NotNull(AssertCheck(missing, "sleep", DoctorLevel.Fail, "power/state cannot be read").Remedy);

        Write("power/state", "freeze mem");
        Write("class/rtc/rtc0/wakealarm", "");
        AssertCheck(Examine(hardware, ("Power:Board", "mains"), ("Power:Sleep:Enabled", "true")), "sleep", DoctorLevel.Ok, "to 'mem', woken by rtc0");
        AssertCheck(
            Examine(hardware, ("Power:Board", "mains"), ("Power:Sleep:Enabled", "true"), ("Power:Sleep:LeastSeconds", "-1")), "config", DoctorLevel.Fail, "Power:Sleep:LeastSeconds");
    }

    public static TheoryData<string, int, string> Boards => new()
    {
        { "pijuice", 0x14, "pijuice" },
        { "pisugar3", 0x57, "pisugar3" },
        { "ina219", 0x42, "waveshare-ups-hat" },
        { "ina219", 0x43, "waveshare-ups-hat-c" },
        { "ina219", 0x40, "generic-ina219" },
        { "max17043", 0x36, "geekworm-x728" },
        { "sbs", 0x0B, "custom" },
        { "lc709203f", 0x0B, "custom" },
        { "axp209", 0x34, "custom" },
        { "bq25895", 0x6A, "custom" },
        { "bq24195", 0x6B, "custom" },
        { "ina226", 0x45, "custom" },
        { "ina3221", 0x41, "custom" },
        { "ads1115", 0x48, "custom" },
    };

    [Theory]
    [MemberData(nameof(Boards))]
    public void Each_chip_is_told_by_its_identity_and_nothing_is_written(string chip, int address, string board)
    {
        var model = Model(chip, address);
        var report = Examine(new ScriptedBus(_root, model));
        Assert.Equal(board, report.Board);
        Assert.Empty(model.Writes);
        if (board == "custom") Assert.Contains($"\"0x{address:x2}\"", report.Configuration, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thermometer_alone_is_no_battery_board() => Assert.Equal("mains", Examine(new ScriptedBus(_root, ChipModels.Lm75())).Board);

    [Fact]
    public void On_a_pi_5_the_geekworm_gauge_is_an_x1200()
    {
        Write("firmware/devicetree/base/model", "Raspberry Pi 5 Model B Rev 1.0\0");
        Assert.Equal("geekworm-x1200", Examine(new ScriptedBus(_root, Model("max17043", 0x36))).Board);
    }

    [Fact]
    public void The_configured_board_is_read_and_a_missing_chip_fails_with_the_remedy()
    {
        var good = Examine(new ScriptedBus(_root, ChipModels.Max17048()), ("Power:Board", "generic-max17048"));
        AssertCheck(good, "sensor", DoctorLevel.Ok, "max17048@1-0036: 4.160 V, 87.5 %, charging");
        Assert.True(good.IsHealthy);

        var missing = Examine(new ScriptedBus(_root), ("Power:Board", "generic-max17048"));
        Assert.False(missing.IsHealthy);
        var check = AssertCheck(missing, "sensor", DoctorLevel.Fail, "no answer");
        Assert.Contains("board is powered", check.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_board_than_the_configured_one_is_noticed()
    {
        var report = Examine(new ScriptedBus(_root, ChipModels.Max17048(), Model("pijuice", 0x14)), ("Power:Board", "generic-max17048"));
        Assert.DoesNotContain(report.Checks, c => c.Check == "config");
        report = Examine(new ScriptedBus(_root, Model("pijuice", 0x14)), ("Power:Board", "pisugar3"));
        AssertCheck(report, "config", DoctorLevel.Warn, "looks like pijuice");
    }

    [Fact]
    public void A_configured_board_without_its_bus_fails_and_tells_how_to_enable_it()
    {
        var report = Examine(new HardwareAccess(Roots()), ("Power:Board", "generic-ina219"));
        Assert.Contains("dtparam=i2c_arm=on", AssertCheck(report, "bus", DoctorLevel.Fail, "i2c-1: no such bus").Remedy, StringComparison.Ordinal);
        Assert.False(report.IsHealthy);
    }

    [Fact]
    public void Without_a_bus_and_without_a_board_nothing_fails()
    {
        var report = Examine(new HardwareAccess(Roots()));
        AssertCheck(report, "bus", DoctorLevel.Ok, "no I2C bus");
        AssertCheck(report, "config", DoctorLevel.Warn, "Power:Board is not set");
        Assert.Equal("mains", report.Board);
        Assert.True(report.IsHealthy, string.Join('\n', report.Checks));
    }

    [Fact]
    public void Buses_of_displays_and_memory_are_left_alone()
    {
        var bus = new ScriptedBus(_root, ChipModels.Max17048());
        Write("class/i2c-dev/i2c-1/name", "SMBus I801 adapter at efa0");
        Assert.DoesNotContain(Examine(bus).Checks, c => c.Check == "chip");
        Assert.Contains(Examine(bus, ("Power:Board", "generic-max17048")).Checks, c => c.Check == "chip");
    }

    [Fact]
    public void A_chip_of_a_kernel_driver_is_named_with_it()
    {
        var hardware = new ScriptedBus(_root);
        string folder = Directory.CreateDirectory(Path.Combine(_root.FullName, "bus/i2c/devices/1-0040")).FullName;
        Write("bus/i2c/drivers/ina2xx/bind", "");
        File.CreateSymbolicLink(Path.Combine(folder, "driver"), "../../drivers/ina2xx");
        Write("bus/i2c/devices/1-0040/name", "ina219\n");
        var report = Examine(hardware);
        AssertCheck(report, "chip", DoctorLevel.Ok, "ina219, owned by the kernel driver ina2xx");
        Assert.Equal("generic-ina219", report.Board);
    }

    [Fact]
    public void A_laptops_battery_suggests_the_kernels_supplies_and_a_mouse_does_not()
    {
        Supply("hidpp_battery_0", ("type", "Battery"), ("scope", "Device"), ("capacity", "40"));
        Assert.Equal("mains", Examine(new HardwareAccess(Roots())).Board);
        Supply("BAT0", ("type", "Battery"), ("capacity", "73"), ("status", "Discharging"), ("voltage_now", "11400000"));
        Supply("AC", ("type", "Mains"), ("online", "0"));
        var report = Examine(new HardwareAccess(Roots()));
        Assert.Equal("power-supply-sysfs", report.Board);
        AssertCheck(report, "supply", DoctorLevel.Ok, "BAT0: battery, 73 %, Discharging");
        AssertCheck(report, "supply", DoctorLevel.Ok, "AC: Mains, off line");
    }

    [Theory]
    [InlineData(true, 2026, false, DoctorLevel.Ok, "no clock chip")]
    [InlineData(false, 2026, false, DoctorLevel.Warn, "no clock chip")]
    [InlineData(false, 2026, true, DoctorLevel.Warn, "clock chip")]
    [InlineData(false, 1970, false, DoctorLevel.Fail, "1970")]
    public void The_clock_is_judged_by_synchronisation_and_chip(bool synchronized, int year, bool hasChip, DoctorLevel level, string detail)
    {
        if (hasChip) Write("class/rtc/rtc0/name", "rtc-ds1307");
        var check = DoctorMachine.Clock(Roots(), new ClockFacts(synchronized, year));
        Assert.Equal(level, check.Level);
        Assert.Contains(detail, check.Detail, StringComparison.Ordinal);
        Assert.Equal(level == DoctorLevel.Ok, check.Remedy is null);
    }

    [Fact]
    public void The_kernels_own_clock_state_can_be_read() => Assert.InRange(ClockFacts.Read(TimeProvider.System).Year, 2024, 2200);

    [Fact]
    public void A_read_only_disk_fails()
    {
        Write("mounts", $"/dev/root / ext4 rw,relatime 0 0\n/dev/mmcblk0p3 {_root.FullName} ext4 ro,relatime 0 0\n");
        var check = Assert.Single(DoctorStorage.Disk(Roots(), Path.Combine(_root.FullName, "data")));
        Assert.Equal(DoctorLevel.Fail, check.Level);
        Assert.Contains("remount,rw", check.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_directory_that_can_be_made_is_well()
    {
        var checks = DoctorStorage.Disk(Roots(), Path.Combine(_root.FullName, "a/b")).ToList();
        Assert.All(checks, c => Assert.Equal(DoctorLevel.Ok, c.Level));
        Assert.Contains(checks, c => c.Detail.Contains("can be made", StringComparison.Ordinal));
    }

    [Fact]
    public void The_sqlite_library_is_there() => Assert.Equal(DoctorLevel.Ok, DoctorStorage.Sqlite().Level);

    [Fact]
    public void A_wrong_value_in_the_configuration_is_told_with_what_is_allowed()
    {
        var report = Examine(new HardwareAccess(Roots()), ("Mqtt:Port", "99999"), ("Power:Board", "nonsense"));
        Assert.Contains("1 to 65535", AssertCheck(report, "config", DoctorLevel.Fail, "Mqtt:Port: '99999'").Remedy, StringComparison.Ordinal);
        AssertCheck(report, "config", DoctorLevel.Fail, "Power:Board: 'nonsense'");
    }

    [Fact]
    public void A_broker_that_is_not_there_fails_with_the_remedy()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        int port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var reader = new ConfigReader(Configuration(("Mqtt:Port", $"{port}")), "EdgeAgent:Mqtt");
        var check = DoctorBroker.Run(MqttOptions.Read(reader), "dev", TimeSpan.FromSeconds(5));
        Assert.Equal(DoctorLevel.Fail, check.Level);
        Assert.Contains($"127.0.0.1:{port}", check.Detail, StringComparison.Ordinal);
        Assert.Contains("Mqtt:Host", check.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_prints_lines_or_json_and_exits_1_on_a_failure()
    {
        string file = Path.Combine(_root.FullName, "agent.json");
        File.WriteAllText(file, "{ not json");
        Assert.Equal((1, true), Run("doctor", "--config", file) is var (code, text) ? (code, text.StartsWith("fail  config", StringComparison.Ordinal)) : default);
        var (jsonCode, json) = Run("doctor", "--json", "--config", file);
        Assert.Equal(1, jsonCode);
        var root = JsonDocument.Parse(json).RootElement;
        Assert.False(root.GetProperty("ok").GetBoolean());
        Assert.Equal("fail", root.GetProperty("checks")[0].GetProperty("level").GetString());
        Assert.NotEmpty(root.GetProperty("checks")[0].GetProperty("remedy").GetString()!);
    }

    private static (int Code, string Text) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        var root = new RootCommand { DoctorCommand.Create() };
        int code = root.Parse(arguments).Invoke(new InvocationConfiguration { Output = output });
        return (code, output.ToString());
    }

    private DoctorReport Examine(HardwareAccess hardware, params (string Key, string Value)[] keys) =>
        DoctorCommand.Examine(Configuration([("Device:DataDirectory", _root.FullName), .. keys]), PowerBoards.Registry(), hardware, GoodClock, null);

    private static IConfigurationRoot Configuration(params (string Key, string Value)[] keys) =>
        new ConfigurationBuilder().AddInMemoryCollection(keys.Select(k => KeyValuePair.Create("EdgeAgent:" + k.Key, (string?)k.Value))).Build();

    private static DoctorCheck AssertCheck(DoctorReport report, string check, DoctorLevel level, string detail)
    {
        var found = report.Checks.FirstOrDefault(c => c.Check == check && c.Level == level && c.Detail.Contains(detail, StringComparison.Ordinal));
        Assert.True(found is not null, string.Join('\n', report.Checks));
        return found;
    }

    private MachineRoots Roots() => new(_root.FullName, _root.FullName, _root.FullName);

    private void Write(string path, string text)
    {
        string file = Path.Combine(_root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private void Supply(string name, params (string Name, string Value)[] files)
    {
        foreach (var (file, value) in files) Write($"class/power_supply/{name}/{file}", value + "\n");
    }

    private static RegisterModel Model(string chip, int address)
    {
        var model = chip switch
        {
            "pijuice" => ChipModels.PiJuice(),
            "pisugar3" => ChipModels.PiSugar3(),
            "ina219" => ChipModels.Ina219(),
            "ina226" => ChipModels.Ina226(),
            "ina3221" => ChipModels.Ina3221(),
            "sbs" => ChipModels.SmartBattery(),
            "lc709203f" => ChipModels.Lc709203f(),
            "axp209" => ChipModels.Axp209(),
            "bq25895" => ChipModels.Bq25895(),
            "bq24195" => ChipModels.Bq24195(),
            "ads1115" => ChipModels.Ads1115(),
            "max17043" => ChipModels.Max17048(),
            _ => throw new ArgumentException(chip, nameof(chip)),
        };
        if (chip == "max17043") model[0x08] = 0x0003;
        return model.At(address);
    }

    /// <summary>Bus 1 with the given chips; other addresses do not answer.</summary>
    private sealed class ScriptedBus : HardwareAccess
    {
        private readonly RegisterModel[] _chips;

        internal ScriptedBus(DirectoryInfo root, params RegisterModel[] chips)
            : base(new MachineRoots(root.FullName, root.FullName, root.FullName))
        {
            _chips = chips;
            File.WriteAllText(Path.Combine(root.FullName, "i2c-1"), "");
        }

        public override I2cBus OpenI2c(int busId) => new Bus(_chips);

        private sealed class Bus(RegisterModel[] chips) : I2cBus
        {
            public override I2cDevice CreateDevice(int deviceAddress) =>
                chips.FirstOrDefault(c => c.ConnectionSettings.DeviceAddress == deviceAddress) ?? new RegisterModel(deviceAddress) { Fault = BusFault.NoAnswer };

            public override void RemoveDevice(int deviceAddress)
            {
            }
        }
    }
}
