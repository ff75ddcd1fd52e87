using System.Device.I2c;
using System.Runtime.InteropServices;

namespace EdgeAgent.Sensors.Buses;

/// <summary>
/// A bus of the kernel's i2c-dev interface (<c>/dev/i2c-N</c>). Nothing is opened before the first transfer, so a missing bus is an
/// error of that transfer. Not thread-safe. It stands in for the bus that <see cref="I2cBus.Create"/> makes, because that one cannot use adapters that
/// speak SMBus only, lets child processes inherit its descriptor, and takes a chip away from the kernel driver that owns it.
/// </summary>
public sealed class LinuxI2cBus : I2cBus
{
    private readonly string _sysRoot;

    /// <param name="busId">N of <c>/dev/i2c-N</c>; 1 on a Raspberry Pi's header.</param>
    /// <param name="devRoot">Folder that holds the device nodes.</param>
    /// <param name="sysRoot">Where sysfs is mounted; used to name the driver that owns a chip.</param>
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

    /// <summary>Does nothing: the bus keeps no record of its devices, each of which is disposed by its owner.</summary>
    public override void RemoveDevice(int deviceAddress)
    {
    }

    /// <summary>Name of the kernel driver that owns the address, or null (<c>/sys/bus/i2c/devices/1-0040/driver</c>).</summary>
    public string? DriverAt(int address)
    {
        var link = new DirectoryInfo(Path.Combine(_sysRoot, "bus/i2c/devices", $"{BusId}-{address:x4}", "driver"));
        if (link.LinkTarget is { } target) return Path.GetFileName(target.TrimEnd('/'));
        return null;
    }

    /// <summary>
    /// Whether something answers at the address, with the gentlest transfer there: a quick write, or a byte read at the addresses
    /// where a quick write may disturb (0x30-0x37, 0x50-0x5f: write-protect and EEPROM chips), as i2cdetect(8) does.
    /// </summary>
    /// <exception cref="I2cException">The bus cannot be opened, or is stuck.</exception>
    public I2cProbe Probe(int address)
    {
        using var device = new LinuxI2cDevice(this, address);
        return device.Probe();
    }

    internal I2cException TransferFailed(int address) => I2cException.Transfer(Marshal.GetLastPInvokeError(), BusId, address, DriverAt(address));
}
