using EdgeAgent.Native;
using EdgeAgent.Sensors.Buses;

namespace EdgeAgent.Tests.Sensors;

public sealed class I2cBusTests : IDisposable
{
    private const I2cFunctions SmbusOnly = I2cFunctions.SmbusReadByte | I2cFunctions.SmbusWriteByte | I2cFunctions.SmbusReadByteData
        | I2cFunctions.SmbusWriteByteData | I2cFunctions.SmbusReadWordData | I2cFunctions.SmbusWriteWordData | I2cFunctions.SmbusReadI2cBlock
        | I2cFunctions.SmbusWriteI2cBlock;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("edgeagent-");

    public void Dispose() => _root.Delete(true);

    [Theory]
    [InlineData(0, 1, SmbusSize.Byte, true)]
    [InlineData(1, 0, SmbusSize.Byte, false)]
    [InlineData(1, 1, SmbusSize.ByteData, true)]
    [InlineData(2, 0, SmbusSize.ByteData, false)]
    [InlineData(1, 2, SmbusSize.WordData, true)]
    [InlineData(3, 0, SmbusSize.WordData, false)]
    [InlineData(1, 3, SmbusSize.I2cBlockData, true)]
    [InlineData(1, 32, SmbusSize.I2cBlockData, true)]
    [InlineData(33, 0, SmbusSize.I2cBlockData, false)]
    internal void A_register_access_is_one_smbus_transaction(int write, int read, SmbusSize size, bool isRead)
    {
        var plan = SmbusTransfer.Plan(write, read, SmbusOnly);
        Assert.Equal(size, plan?.Size);
        Assert.Equal(isRead, plan?.IsRead);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(2, 2)]
    [InlineData(1, 33)]
    [InlineData(34, 0)]
    public void Other_shapes_need_plain_i2c(int write, int read) => Assert.Null(SmbusTransfer.Plan(write, read, SmbusOnly));

    [Fact]
    public void A_transaction_that_the_adapter_lacks_is_not_planned() =>
        Assert.Null(SmbusTransfer.Plan(1, 3, SmbusOnly & ~I2cFunctions.SmbusReadI2cBlock));

    [Theory]
    [InlineData(Errno.EBUSY, "owned by the kernel driver ina2xx", "/sys/bus/i2c/drivers/ina2xx/unbind")]
    [InlineData(Errno.ENODEV, "no answer", "edgeagent doctor")]
    [InlineData(Errno.ENXIO, "no answer", "edgeagent doctor")]
    [InlineData(Errno.EREMOTEIO, "no answer", "edgeagent doctor")]
    [InlineData(Errno.ETIMEDOUT, "stuck", "i2c_arm_baudrate")]
    [InlineData(Errno.EAGAIN, "arbitration lost", "shorten the wires")]
    [InlineData(Errno.EBADMSG, "checksum", "pull-ups")]
    [InlineData(5000, "5000", "errno")]
    public void A_failed_transfer_names_the_place_the_cause_and_the_remedy(int errno, string cause, string remedy)
    {
        var failure = I2cException.Transfer(errno, 1, 0x40, "ina2xx");
        Assert.Equal(errno, failure.Errno);
        Assert.StartsWith("i2c-1 address 0x40: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(cause, failure.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Errno.ENOENT, "dtparam=i2c_arm=on")]
    [InlineData(Errno.EACCES, "usermod -aG i2c")]
    [InlineData(Errno.EPERM, "usermod -aG i2c")]
    [InlineData(Errno.ENXIO, "overlay")]
    public void A_bus_that_cannot_be_opened_says_how_to_enable_it(int errno, string remedy)
    {
        var failure = I2cException.Opening(errno, "/dev/i2c-1");
        Assert.StartsWith("/dev/i2c-1: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_bus_is_an_error_of_the_first_transfer()
    {
        using var bus = new LinuxI2cBus(7, _root.FullName, _root.FullName);
        using var device = bus.CreateDevice(0x40);
        var failure = Assert.Throws<I2cException>(() => device.ReadBigEndian(0));
        Assert.Equal(Errno.ENOENT, failure.Errno);
    }

    [Fact]
    public void A_node_that_is_no_bus_is_an_error_not_a_crash()
    {
        File.WriteAllText(Path.Combine(_root.FullName, "i2c-7"), "");
        using var bus = new LinuxI2cBus(7, _root.FullName, _root.FullName);
        using var device = bus.CreateDevice(0x40);
        Assert.Throws<I2cException>(() => device.ReadByteRegister(0));
    }

    [Theory]
    [InlineData(0x02)]
    [InlineData(0x78)]
    public void A_reserved_address_is_refused(int address)
    {
        using var bus = new LinuxI2cBus(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => bus.CreateDevice(address));
    }

    [Fact]
    public void The_driver_that_owns_an_address_is_found_in_sysfs()
    {
        var device = Directory.CreateDirectory(Path.Combine(_root.FullName, "bus/i2c/devices/1-0040"));
        using var bus = new LinuxI2cBus(1, "/dev", _root.FullName);
        Assert.Null(bus.DriverAt(0x40));
        File.CreateSymbolicLink(Path.Combine(device.FullName, "driver"), "../../../../bus/i2c/drivers/ina2xx");
        Assert.Equal("ina2xx", bus.DriverAt(0x40));
        Assert.Null(bus.DriverAt(0x41));
    }
}
