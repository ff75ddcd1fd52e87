using System.Buffers.Binary;
using System.Device.I2c;
using EdgeAgent.Native;
using EdgeAgent.Sensors.Buses;

namespace EdgeAgent.Simulated;

/// <summary>A chip with 16-bit registers, high byte first, computed from the simulated world.</summary>
internal abstract class SimulatedChip(SimulatedBoard board, int address) : I2cDevice
{
    public override I2cConnectionSettings ConnectionSettings { get; } = new(SimulatedHardware.BusId, address);

    public int Address => ConnectionSettings.DeviceAddress;

    public override void Read(Span<byte> buffer) => throw new NotSupportedException("this chip is read by register");

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Answer();
        if (buffer.Length == 3) Store(buffer[0], BinaryPrimitives.ReadUInt16BigEndian(buffer[1..]));
    }

    public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
    {
        var fault = Answer();
        int register = writeBuffer[0];
        Span<byte> value = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(value, board.Measure(world => (ushort)Load(register, world)));
        if (fault == SimulatedFault.Zeros) value.Clear();
        if (fault == SimulatedFault.Ones) value.Fill(0xFF);
        for (int i = 0; i < readBuffer.Length; i++) readBuffer[i] = i < value.Length ? value[i] : (byte)0xFF;
    }

    /// <summary>Content of a register now.</summary>
    protected abstract int Load(int register, SimulatedWorld world);

    protected virtual void Store(int register, int value)
    {
    }

    protected SimulatedFault Fault => board.Fault;

    private SimulatedFault Answer()
    {
        var fault = board.Fault;
        if (fault == SimulatedFault.Nak) throw I2cException.Transfer(Errno.EREMOTEIO, SimulatedHardware.BusId, Address);
        if (fault == SimulatedFault.Stuck) throw I2cException.Transfer(Errno.ETIMEDOUT, SimulatedHardware.BusId, Address);
        return fault;
    }
}
