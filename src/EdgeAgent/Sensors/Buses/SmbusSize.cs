namespace EdgeAgent.Sensors.Buses;

/// <summary>The <c>size</c> of an SMBus transaction (linux/i2c.h).</summary>
internal enum SmbusSize : uint
{
    Quick = 0,
    Byte = 1,
    ByteData = 2,
    WordData = 3,
    I2cBlockData = 8,
}
