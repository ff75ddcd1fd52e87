using System.Buffers.Binary;
using System.Device.I2c;

namespace EdgeAgent.Sensors.Buses;

/// <summary>Register accesses: one register number out, one or two bytes in or out.</summary>
public static class I2cRegisters
{
    public static byte ReadByteRegister(this I2cDevice device, int register)
    {
        Span<byte> value = stackalloc byte[1];
        device.WriteRead([(byte)register], value);
        return value[0];
    }

    public static void WriteByteRegister(this I2cDevice device, int register, int value) => device.Write([(byte)register, (byte)value]);

    /// <summary>A 16-bit register of a chip that sends the high byte first (TI, Maxim).</summary>
    public static ushort ReadBigEndian(this I2cDevice device, int register)
    {
        Span<byte> value = stackalloc byte[2];
        device.WriteRead([(byte)register], value);
        return BinaryPrimitives.ReadUInt16BigEndian(value);
    }

    public static void WriteBigEndian(this I2cDevice device, int register, int value) =>
        device.Write([(byte)register, (byte)(value >> 8), (byte)value]);

    /// <summary>A 16-bit register of a chip that sends the low byte first (SMBus order).</summary>
    public static ushort ReadLittleEndian(this I2cDevice device, int register)
    {
        Span<byte> value = stackalloc byte[2];
        device.WriteRead([(byte)register], value);
        return BinaryPrimitives.ReadUInt16LittleEndian(value);
    }
}
