using EdgeAgent.Core.Power;
using EdgeAgent.Native;
using EdgeAgent.Options;
using EdgeAgent.Sensors;
using EdgeAgent.Sensors.Boards;
using EdgeAgent.Sensors.Buses;
using EdgeAgent.Sensors.Chips;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Tests.Sensors;

public sealed class BoardTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("edgeagent-");

    public void Dispose() => _root.Delete(true);

    [Theory]
    [InlineData("waveshare-ups-hat", 2, "ina219@1-0042")]
    [InlineData("waveshare-ups-hat-c", 1, "ina219@1-0043")]
    [InlineData("waveshare-ups-hat-d", 1, "ina219@1-0043")]
    [InlineData("geekworm-x728", 1, "max17040@1-0036 gpio@GPIO6")]
    [InlineData("geekworm-x1200", 1, "max17043@1-0036 gpio@GPIO6")]
    [InlineData("pijuice", 1, "pijuice@1-0014")]
    [InlineData("pisugar3", 1, "pisugar3@1-0057")]
    [InlineData("adafruit-max17048-bq25185", 1, "max17048@1-0036 gpio@GPIO17")]
    [InlineData("generic-ina219", 1, "ina219@1-0040")]
    [InlineData("generic-max17048", 1, "max17048@1-0036")]
    public void A_preset_needs_one_word(string board, int cells, string sensors)
    {
        var (options, faults) = Read(("Board", board));
        Assert.Empty(faults);
        Assert.Equal(cells, options.Pack.Cells);
        Assert.Equal(sensors, string.Join(' ', new BoardRegistry().Create(options, new FakeHardware(_root)).Select(s => s.Name)));
    }

    [Fact]
    public void Every_preset_names_known_chips_at_valid_addresses()
    {
        foreach (var preset in BoardPresets.All)
        {
            Assert.Matches("^[a-z0-9-]+$", preset.Name);
            Assert.NotEmpty(preset.Chips);
            Assert.All(preset.Chips, c => Assert.True(ChipTypes.IsKnown(c.Type) && c.Address is >= 0x03 and <= 0x77, c.ToString()));
            Assert.InRange(preset.Cells, 1, 24);
        }
        Assert.Equal(BoardPresets.All.Count, BoardPresets.All.Select(p => p.Name).Distinct().Count());
    }

    [Fact]
    public void The_two_geekworm_boards_tell_power_loss_with_opposite_levels()
    {
        Assert.True(BoardPresets.Find("geekworm-x728")!.Lines.Single().IsActiveLow);
        Assert.False(BoardPresets.Find("geekworm-x1200")!.Lines.Single().IsActiveLow);
    }

    [Fact]
    public void Keys_override_single_values_of_a_preset()
    {
        var (options, faults) = Read(("Board", "waveshare-ups-hat"), ("I2cBus", "20"), ("Address", "0x45"), ("ShuntOhms", "0.01"), ("ShuntReversed", "true"),
            ("Cells", "3"), ("CapacityMah", "3500"), ("Chemistry", "li_fe_po4"));
        Assert.Empty(faults);
        Assert.Equal(20, options.I2cBus);
        var chip = Assert.Single(options.Preset!.Chips);
        Assert.Equal(0x45, chip.Address);
        Assert.Equal(new ShuntMounting(0.01, Rail.Battery, true), chip.Shunt);
        Assert.Equal(new PackSpec(Chemistry.LiFePo4, 3, 3500), options.Pack);
    }

    [Fact]
    public void A_line_of_a_preset_can_be_moved_or_left_out()
    {
        Assert.Equal("gpiochip0:27", Read(("Board", "geekworm-x728"), ("ExternalPowerLine", "gpiochip0:27")).Options.Preset!.Lines.Single().Line);
        Assert.Empty(Read(("Board", "geekworm-x728"), ("ExternalPowerLine", "none")).Options.Preset!.Lines);
    }

    [Fact]
    public void A_custom_board_lists_its_sources()
    {
        var (options, faults) = Read(("Board", "custom"), ("Chips:0:Type", "ina3221"), ("Chips:0:Address", "0x41"), ("Chips:0:Channel", "2"), ("Chips:0:Rail", "load"),
            ("Chips:1:Type", "ads1115"), ("Chips:1:Address", "72"), ("Chips:1:DividerRatio", "5.7"), ("Lines:0:Line", "GPIO22"), ("Lines:0:Meaning", "charging"),
            ("Lines:0:ActiveLow", "true"), ("Lines:0:Bias", "pull_up"));
        Assert.Empty(faults);
        Assert.Equal(["ina3221@1-0041/2", "ads1115@1-0048", "gpio@GPIO22"], new BoardRegistry().Create(options, new FakeHardware(_root)).Select(s => s.Name));
        Assert.Equal(5.7, options.Preset!.Chips[1].DividerRatio);
        Assert.Equal(new LineSpec("GPIO22", LineMeaning.Charging, true, GpioBias.PullUp), options.Preset.Lines.Single());
    }

    [Theory]
    [InlineData("Board", "waveshare", "waveshare-ups-hat, ")]
    [InlineData("I2cBus", "-1", "0 to 255")]
    [InlineData("Address", "0x78", "0x03 to 0x77")]
    [InlineData("Address", "1-0040", "0x03 to 0x77")]
    [InlineData("ShuntOhms", "0", "0.0001 to 10")]
    [InlineData("Cells", "0", "1 to 24")]
    [InlineData("Chemistry", "potato", "li_po")]
    [InlineData("Chips:0:Type", "ina999", "ina219")]
    [InlineData("Lines:0:Line", "gpiochip0:x", "gpiochipN:OFFSET")]
    public void A_wrong_value_names_its_key_and_what_is_allowed(string key, string value, string allowed)
    {
        var faults = (key == "Board" ? Read((key, value)) : Read(("Board", "generic-ina219"), (key, value))).Faults;
        Assert.Contains(faults, f => f.Key.EndsWith("Power:" + key, StringComparison.Ordinal) && f.Allowed.Contains(allowed, StringComparison.Ordinal));
    }

    [Fact]
    public void A_custom_board_without_sources_is_a_fault() => Assert.Contains(Read(("Board", "custom")).Faults, f => f.Key.EndsWith("Chips", StringComparison.Ordinal));

    [Fact]
    public void Another_board_comes_from_the_registry_and_cannot_hide_a_preset()
    {
        var registry = new BoardRegistry().Add("mains", (_, _) => []);
        var (options, faults) = Read(registry, ("Board", "mains"));
        Assert.Empty(faults);
        Assert.Null(options.Preset);
        Assert.Empty(registry.Create(options, new FakeHardware(_root)));
        Assert.Throws<ArgumentException>(() => registry.Add("pijuice", (_, _) => []));
    }

    [Fact]
    public void A_chip_that_a_driver_takes_over_is_read_through_the_driver_and_directly_again_when_it_lets_go()
    {
        var hardware = new FakeHardware(_root) { Device = ChipModels.Ina219() };
        using var sensor = BoardRegistry.Sensors(BoardPresets.Find("generic-ina219")! with { Chips = [new("ina219", 0x40) { Shunt = new(0.002) }] }, 1, hardware).Single();
        Assert.True(sensor.TryRead(SensorFaults.Now, out var direct, out string? fault), fault);
        Assert.Equal(10.0, direct.CurrentA, 9);

        hardware.Device.Fault = BusFault.NoAnswer;
        hardware.BindHwmon("1-0040", ("in1_input", "11980"), ("curr1_input", "2000"), ("shunt_resistor", "10000"));
        Assert.True(sensor.TryRead(SensorFaults.Now, out var kernel, out fault), fault);
        Assert.Equal(11.98, kernel.VoltageV, 9);
        // The driver assumes 10 mΩ; the board has 2 mΩ.
        Assert.Equal(10.0, kernel.CurrentA, 9);

        hardware.Unbind("1-0040");
        hardware.Device.Fault = BusFault.None;
        Assert.False(sensor.TryRead(SensorFaults.Now, out _, out fault));
        Assert.Contains("1-0040", fault, StringComparison.Ordinal);
        Assert.True(sensor.TryRead(SensorFaults.Now, out _, out fault), fault);
    }

    [Fact]
    public void A_gauge_of_the_kernel_is_read_in_its_units()
    {
        var hardware = new FakeHardware(_root);
        hardware.BindSupply("1-0036", "battery", ("type", "Battery"), ("voltage_now", "3912500"), ("capacity", "103"), ("status", "Not charging"),
            ("temp", "251"), ("charge_full", "2510000"), ("current_now", "-412000"), ("present", "1"));
        using var sensor = BoardRegistry.Sensors(BoardPresets.Find("generic-max17048")!, 1, hardware).Single();
        Assert.True(sensor.TryRead(SensorFaults.Now, out var reading, out string? fault), fault);
        Assert.Equal(new PowerReading
        {
            DeviceTimeMs = SensorFaults.Now.DeviceTimeMs,
            VoltageV = 3912500 * 1e-6,
            SocPct = 100,
            TemperatureC = 251 * 0.1,
            FullCapacityMah = 2510000 * 1e-3,
            CurrentA = -412000 * 1e-6,
            Status = ChargeStatus.NotCharging,
            Battery = Presence.Present,
        }, reading);
    }

    [Fact]
    public void A_driver_without_files_leaves_the_busy_message()
    {
        var hardware = new FakeHardware(_root) { Device = ChipModels.Ina219(), Busy = true };
        hardware.Bind("1-0040");
        using var sensor = BoardRegistry.Sensors(BoardPresets.Find("generic-ina219")!, 1, hardware).Single();
        Assert.False(sensor.TryRead(SensorFaults.Now, out _, out string? fault));
        Assert.Contains("owned by the kernel driver", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_driver_that_is_bound_while_the_chip_is_open_ends_our_transfers()
    {
        var hardware = new FakeHardware(_root) { Device = ChipModels.Ina219() };
        using var sensor = BoardRegistry.Sensors(BoardPresets.Find("generic-ina219")!, 1, hardware).Single();
        Assert.True(sensor.TryRead(SensorFaults.Now, out _, out string? fault), fault);
        hardware.Bind("1-0040");
        hardware.Busy = true;
        int answers = hardware.Device.Answers;
        Assert.False(sensor.TryRead(SensorFaults.Now, out _, out fault));
        Assert.Contains("owned by the kernel driver", fault, StringComparison.Ordinal);
        Assert.Equal(answers, hardware.Device.Answers);
    }

    [Fact]
    public void An_edge_wakes_the_sampler_and_the_level_is_the_reading()
    {
        var hardware = new FakeHardware(_root);
        using var sensor = BoardRegistry.Sensors(BoardPresets.Find("geekworm-x728")! with { Chips = [] }, 1, hardware).Single();
        int wakes = 0;
        sensor.Start(() => wakes++);
        Assert.True(sensor.TryRead(SensorFaults.Now, out var reading, out _));
        Assert.Equal(Presence.Present, reading.ExternalPower);
        hardware.Gpio.SetLevel(6, true);
        Assert.Equal(1, wakes);
        Assert.True(sensor.TryRead(SensorFaults.Now, out reading, out _));
        Assert.Equal(Presence.Absent, reading.ExternalPower);
    }

    [Fact]
    public void A_missing_line_is_a_fault_that_heals()
    {
        var hardware = new FakeHardware(_root);
        hardware.Gpio.IsAbsent = true;
        using var sensor = BoardRegistry.Sensors(BoardPresets.Find("geekworm-x1200")! with { Chips = [] }, 1, hardware).Single();
        sensor.Start(() => { });
        Assert.False(sensor.TryRead(SensorFaults.Now, out _, out string? fault));
        Assert.Contains("no such GPIO chip", fault, StringComparison.Ordinal);
        hardware.Gpio.IsAbsent = false;
        Assert.True(sensor.TryRead(SensorFaults.Now, out _, out _));
    }

    [Fact]
    public void A_charge_line_that_is_inactive_claims_nothing()
    {
        var hardware = new FakeHardware(_root);
        using var sensor = BoardRegistry.Sensors(BoardPresets.Find("adafruit-max17048-bq25185")! with { Chips = [] }, 1, hardware).Single();
        sensor.Start(() => { });
        Assert.True(sensor.TryRead(SensorFaults.Now, out var reading, out _));
        Assert.Equal((ChargeStatus.Charging, Presence.Present), (reading.Status, reading.ExternalPower));
        hardware.Gpio.SetLevel(17, true);
        Assert.True(sensor.TryRead(SensorFaults.Now, out reading, out _));
        Assert.Equal((ChargeStatus.Unknown, Presence.Unknown), (reading.Status, reading.ExternalPower));
    }

    [Fact]
    public void Without_a_gpio_chip_the_message_tells_how_to_name_a_line()
    {
        var hardware = new HardwareAccess(new MachineRoots(_root.FullName, _root.FullName, _root.FullName));
        Assert.Contains("gpiochipN:OFFSET", Assert.Throws<GpioException>(() => hardware.OpenGpio("GPIO6")).Message, StringComparison.Ordinal);
        Assert.Contains("no such GPIO chip", Assert.Throws<GpioException>(() => hardware.OpenGpio("gpiochip3:6")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Errno.EACCES, "usermod -aG gpio")]
    [InlineData(Errno.EBUSY, "\"gpio-shutdown\"")]
    [InlineData(Errno.EINVAL, "no such line")]
    [InlineData(Errno.ENODEV, "gone")]
    [InlineData(5000, "5000")]
    public void A_gpio_error_has_its_remedy(int errno, string remedy) =>
        Assert.Contains(remedy, GpioException.Of(errno, "/dev/gpiochip0 line 6", "gpio-shutdown").Message, StringComparison.Ordinal);

    private static (BoardOptions Options, IReadOnlyList<ConfigFault> Faults) Read(params (string Key, string Value)[] keys) => Read(new BoardRegistry(), keys);

    private static (BoardOptions Options, IReadOnlyList<ConfigFault> Faults) Read(BoardRegistry registry, params (string Key, string Value)[] keys)
    {
        var root = new ConfigurationBuilder().AddInMemoryCollection(keys.Select(k => KeyValuePair.Create("EdgeAgent:Power:" + k.Key, (string?)k.Value))).Build();
        var reader = new ConfigReader(root, "EdgeAgent:Power");
        var options = BoardOptions.Read(reader, registry.OtherNames, "generic-ina219");
        return (options, reader.Faults);
    }
}
