using System.Device.Gpio;
using System.Device.I2c;
using EdgeAgent.Native;
using EdgeAgent.Sensors;
using EdgeAgent.Sensors.Boards;
using EdgeAgent.Sensors.Buses;

namespace EdgeAgent.Tests.Sensors;

/// <summary>Buses of a test: one register model, GPIO levels, and a sysfs tree in a temporary folder.</summary>
internal sealed class FakeHardware(DirectoryInfo root) : HardwareAccess(new MachineRoots(root.FullName, root.FullName, root.FullName))
{
    public RegisterModel Device { get; init; } = new(0x40);

    public FakeGpio Gpio { get; } = new();

    public bool Busy { get; set; }

    public override I2cBus OpenI2c(int busId) => new Bus(this);

    public override (GpioController Chip, int Offset) OpenGpio(string line, bool disableBias = false) => Gpio.IsAbsent
        ? throw GpioException.Of(Errno.ENOENT, line)
        : (new GpioController(Gpio), int.Parse(line.AsSpan("GPIO".Length), System.Globalization.CultureInfo.InvariantCulture));

    public string Bind(string device)
    {
        string folder = Path.Combine(Roots.Sys, "bus/i2c/devices", device);
        Directory.CreateDirectory(Path.Combine(folder, "driver"));
        return folder;
    }

    public void BindHwmon(string device, params (string Name, string Value)[] files) => Write(Path.Combine(Bind(device), "hwmon/hwmon3"), files);

    public void BindSupply(string device, string name, params (string Name, string Value)[] files) => Write(Path.Combine(Bind(device), "power_supply", name), files);

    public void Unbind(string device) => Directory.Delete(Path.Combine(Roots.Sys, "bus/i2c/devices", device), true);

    private static void Write(string folder, (string Name, string Value)[] files)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, value) in files) File.WriteAllText(Path.Combine(folder, name), value + "\n");
    }

    private sealed class Bus(FakeHardware hardware) : I2cBus
    {
        public override I2cDevice CreateDevice(int deviceAddress) =>
            hardware.Busy ? throw I2cException.Transfer(Errno.EBUSY, 1, deviceAddress, "ina2xx") : hardware.Device;

        public override void RemoveDevice(int deviceAddress)
        {
        }
    }
}
