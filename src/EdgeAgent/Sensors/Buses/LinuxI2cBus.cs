using System.Device.I2c;
using System.Runtime.InteropServices;

namespace EdgeAgent.Sensors.Buses;

/// <summary>
/// A bus of the kernel's i2c-dev interface (<c>/dev/i2c-N</c>). It is opened at the first transfer, so a missing bus is an error of that
/// transfer. Not thread-safe. It replaces the bus of <see cref="I2cBus.Create"/>, which cannot use adapters that support only SMBus, lets child
/// processes inherit its descriptor, and accesses chips that a kernel driver owns.
/// </summary>
public sealed class LinuxI2cBus : I2cBus
{
    private readonly string _sysRoot;

    /// <param name="busId">N of <c>/dev/i2c-N</c>; 1 on a Raspberry Pi's header.</param>
    /// <param name="devRoot">Folder that holds the device nodes.</param>
    /// <param name="sysRoot">Mount point of sysfs, where the name of a chip's driver is found.</param>
    public LinuxI2cBus(int busId, string devRoot = "/dev", string sysRoot = "/sys")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(busId);
        BusId = busId;
        DevicePath = Path.Combine(devRoot, $"i2c-{busId}");
        _sysRoot = sysRoot;
    }

    public int BusId { get; }

    public string DevicePath { get; }

    public override I2cDevice CreateDevice(int deviceAddress)
    {
        if (deviceAddress is < 0x03 or > 0x77)
        {
            throw new ArgumentOutOfRangeException(nameof(deviceAddress), deviceAddress, "an I2C address is 0x03 to 0x77 (the rest is reserved)");
        }

        return new LinuxI2cDevice(this, deviceAddress);
    }

    /// <summary>Does nothing: the owner of a device disposes of it.</summary>
    public override void RemoveDevice(int deviceAddress)
    {
    }

    /// <summary>Name of the kernel driver that owns the address (<c>/sys/bus/i2c/devices/1-0040/driver</c>), or null.</summary>
    public string? DriverAt(int address)
    {
        var link = new DirectoryInfo(Path.Combine(_sysRoot, "bus/i2c/devices", $"{BusId}-{address:x4}", "driver"));
        if (link.LinkTarget is { } target) return Path.GetFileName(target.TrimEnd('/'));
        return null;
    }

    /// <summary>
    /// Checks whether a chip answers at the address, as i2cdetect(8) does: with a quick write, or with a byte read at addresses where a quick
    /// write may change a chip (0x30-0x37 and 0x50-0x5f, write protection and EEPROM).
    /// </summary>
    /// <exception cref="I2cException">The bus cannot be opened, or is stuck.</exception>
    public I2cProbe Probe(int address)
    {
        using var device = new LinuxI2cDevice(this, address);
        return device.Probe();
    }

    internal I2cException TransferFailed(int address) => I2cException.Transfer(Marshal.GetLastPInvokeError(), BusId, address, DriverAt(address));
}
