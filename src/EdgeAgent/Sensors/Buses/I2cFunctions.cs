namespace EdgeAgent.Sensors.Buses;

/// <summary>Adapter abilities, as I2C_FUNCS reports them (linux/i2c.h).</summary>
[Flags]
internal enum I2cFunctions : ulong
{
    None = 0,
    PlainI2c = 0x00000001,
    SmbusQuick = 0x00010000,
    SmbusReadByte = 0x00020000,
    SmbusWriteByte = 0x00040000,
    SmbusReadByteData = 0x00080000,
    SmbusWriteByteData = 0x00100000,
    SmbusReadWordData = 0x00200000,
    SmbusWriteWordData = 0x00400000,
    SmbusReadI2cBlock = 0x04000000,
    SmbusWriteI2cBlock = 0x08000000,
}
