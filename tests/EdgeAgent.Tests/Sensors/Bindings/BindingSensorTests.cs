using EdgeAgent.Core.Power;
using EdgeAgent.Sensors.Boards;
using Iot.Device.PiJuiceDevice;
using Iot.Device.PiJuiceDevice.Models;

namespace EdgeAgent.Tests.Sensors.Bindings;

/// <summary>The adapter that <c>src/docs/bindings.md</c> shows, compiled and run.</summary>
public sealed class BindingSensorTests
{
    [Fact]
    public void A_binding_is_a_sensor_of_a_board_in_the_registry()
    {
        using var folder = new TemporaryFolder();
        var hardware = new FakeHardware(new DirectoryInfo(folder.Path)) { Device = BindingModels.PiJuice() };
        using var sensor = Assert.Single(Registry().Create(Options("my-pijuice"), hardware));

        Assert.True(sensor.TryRead(SensorFaults.Now, out var reading, out string? fault), fault);

        Assert.Equal("pijuice@1-0014", sensor.Name);
        Assert.Equal(SensorFaults.Now.DeviceTimeMs, reading.DeviceTimeMs);
        Assert.Equal(4.021, reading.VoltageV, 9);
        Assert.Equal(74, reading.SocPct, 9);
        Assert.Equal(Presence.Present, reading.ExternalPower);
    }

    [Theory]
    [InlineData(BusFault.NoAnswer)]
    [InlineData(BusFault.Stuck)]
    [InlineData(BusFault.AllOnes)]
    [InlineData(BusFault.AllZeros)]
    public void A_bindings_own_kinds_of_exception_are_a_fault_with_its_name_and_the_next_reading_is_good(BusFault fault)
    {
        using var folder = new TemporaryFolder();
        var hardware = new FakeHardware(new DirectoryInfo(folder.Path)) { Device = BindingModels.PiJuice() };
        using var sensor = Assert.Single(Registry().Create(Options("my-pijuice"), hardware));
        Assert.True(sensor.TryRead(SensorFaults.Now, out var good, out _));

        hardware.Device.Fault = fault;
        Assert.False(sensor.TryRead(SensorFaults.Now, out var bad, out string? text));
        Assert.StartsWith("pijuice@1-0014: ", text, StringComparison.Ordinal);
        Assert.True(double.IsNaN(bad.VoltageV));

        hardware.Device.Fault = BusFault.None;
        Assert.True(sensor.TryRead(SensorFaults.Now, out var again, out _));
        Assert.Equal(good, again);
    }

    [Fact]
    public void What_a_binding_reads_and_the_pack_cannot_have_is_refused()
    {
        using var folder = new TemporaryFolder();
        var hardware = new FakeHardware(new DirectoryInfo(folder.Path)) { Device = BindingModels.PiJuice() };
        ChipModels.SetPiJuice(hardware.Device, 0x49, 2, 9021);
        using var sensor = Assert.Single(Registry().Create(Options("my-pijuice"), hardware));

        Assert.False(sensor.TryRead(SensorFaults.Now, out _, out string? fault));
        Assert.Contains("battery voltage reads 9.021, possible are 2.5 to 4.5", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_shows_the_adapter_and_the_example_as_they_are_compiled()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "src/docs/bindings.md"));
        string folder = Path.Combine(Repository.Root, "tests/EdgeAgent.Tests/Sensors/Bindings");
        string[] blocks = [.. page.Split("```csharp\n").Skip(1).Select(b => b[..b.IndexOf("```", StringComparison.Ordinal)])];
        Assert.Equal(2, blocks.Length);
        Assert.Contains(Bare(blocks[0]), Bare(File.ReadAllText(Path.Combine(folder, "BindingSensor.cs"))), StringComparison.Ordinal);
        Assert.Contains(Bare(blocks[1]), Bare(File.ReadAllText(Path.Combine(folder, "BindingSensorTests.cs"))), StringComparison.Ordinal);
    }

    private static string Bare(string code) => string.Join('\n', code.Split('\n').Select(l => l.Trim()));

    private static BoardOptions Options(string board) => new() { Board = board, I2cBus = 1, Pack = PackSpec.Default };

    private static BoardRegistry Registry() => new BoardRegistry()
        .Add("my-pijuice", (options, hardware) => [new BindingSensor<PiJuice>(hardware, options.I2cBus, PiJuice.DefaultI2cAddress, d => new PiJuice(d), Measure)]);

    private static PowerReading Measure(PiJuice chip)
    {
        var status = new PiJuiceStatus(chip);
        bool isPowered = status.GetStatus().PowerInput == PowerInState.Present;
        return new PowerReading
        {
            VoltageV = BindingSensor<PiJuice>.Believe(status.GetBatteryVoltage().Volts, 2.5, 4.5, "battery voltage"),
            SocPct = BindingSensor<PiJuice>.Believe(status.GetChargeLevel(), 0, 100, "charge level"),
            ExternalPower = isPowered ? Presence.Present : Presence.Absent,
        };
    }
}
