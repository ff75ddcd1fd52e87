namespace EdgeAgent.Sensors.Buses;

/// <summary>A transfer on an I2C bus failed. The message says what to do about it.</summary>
public sealed class I2cException : IOException
{
    public I2cException(int errno, string message)
        : base(message)
    {
        Errno = errno;
    }

    /// <summary>The kernel's error number; 0 for other faults, such as a transfer that the adapter does not support.</summary>
    public int Errno { get; }

    /// <summary>True when a kernel driver owns the chip: its sysfs files can be read instead.</summary>
    public bool IsOwnedByDriver => Errno == Native.Errno.EBUSY;

    /// <summary>No chip acknowledged the address. The error depends on the adapter: EREMOTEIO (Raspberry Pi), ENXIO (most), ENODEV (i2c-stub).</summary>
    public bool IsNoAnswer => Errno is Native.Errno.ENXIO or Native.Errno.EREMOTEIO or Native.Errno.ENODEV;

    /// <summary>The bus device itself cannot be opened.</summary>
    internal static I2cException Opening(int errno, string devicePath) => new(errno, devicePath + ": " + errno switch
    {
        Native.Errno.ENOENT => "no such bus; add dtparam=i2c_arm=on to /boot/firmware/config.txt (or raspi-config, Interface Options, I2C), "
            + "load i2c-dev (echo i2c-dev > /etc/modules-load.d/i2c-dev.conf) and reboot",
        Native.Errno.EACCES or Native.Errno.EPERM => "not allowed; add the service's user to the group that owns the device "
            + "(usermod -aG i2c edgeagent) and restart the service",
        Native.Errno.ENXIO or Native.Errno.ENODEV => "the node is there but no bus is behind it; check the overlay in /boot/firmware/config.txt and dmesg",
        _ => Text(errno),
    });

    /// <summary>A transfer with one device failed.</summary>
    /// <param name="driver">Kernel driver that owns the address, when known.</param>
    internal static I2cException Transfer(int errno, int bus, int address, string? driver = null)
    {
        string where = $"i2c-{bus} address 0x{address:x2}: ";
        string sysfs = $"{bus}-{address:x4}";
        return new(errno, where + errno switch
        {
            Native.Errno.EBUSY => $"owned by the kernel driver {driver ?? "(unknown)"}; use its files under /sys/bus/i2c/devices/{sysfs}, or take its "
                + $"overlay out of /boot/firmware/config.txt, or for now: echo {sysfs} > /sys/bus/i2c/drivers/{driver ?? "NAME"}/unbind",
            Native.Errno.ENXIO or Native.Errno.EREMOTEIO or Native.Errno.ENODEV => "no answer; check that the board is powered and seated, its address switches, and "
                + $"`edgeagent doctor` for what is on the bus",
            Native.Errno.ETIMEDOUT => "time-out, the bus is stuck (SDA or SCL held low); remove power from the board for some seconds, check for a short "
                + "and for missing pull-ups; for chips that stretch the clock add dtparam=i2c_arm_baudrate=10000",
            Native.Errno.EAGAIN => "arbitration lost: another master or noise on the bus; shorten the wires, lower dtparam=i2c_arm_baudrate",
            Native.Errno.EIO => "transfer failed; check wires and pull-ups, lower dtparam=i2c_arm_baudrate",
            Native.Errno.EBADMSG or Native.Errno.EPROTO => "checksum or protocol error; check wires and pull-ups, lower dtparam=i2c_arm_baudrate",
            Native.Errno.EOPNOTSUPP => "the bus adapter cannot do this kind of transfer",
            _ => Text(errno),
        });
    }

    private static string Text(int errno) => $"{System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})";
}
