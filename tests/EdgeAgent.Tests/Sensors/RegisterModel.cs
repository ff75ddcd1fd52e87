using System.Device.I2c;
using EdgeAgent.Native;
using EdgeAgent.Sensors.Buses;

namespace EdgeAgent.Tests.Sensors;

/// <summary>What goes wrong on the bus between the chip and its driver.</summary>
public enum BusFault
{
    None,

    /// <summary>Nobody acknowledges: EREMOTEIO, as on a Raspberry Pi.</summary>
    NoAnswer,

    /// <summary>SCL held low: ETIMEDOUT.</summary>
    Stuck,
    AllOnes,
    AllZeros,

    /// <summary>Every answer of two bytes arrives the other way round.</summary>
    BytesSwapped,
}

/// <summary>
/// A chip behind the real <see cref="I2cDevice"/> type: a map of registers of one or two bytes, each byte of a transfer addressed as the chips do
/// (a byte-wide map counts on from register to register). Keeps what was written.
/// </summary>
public sealed class RegisterModel(int address, int registerBytes = 2, bool lowByteFirst = false) : I2cDevice
{
    private readonly Dictionary<int, int> _registers = [];
    private int _address = address;
    private int _pointer;

    public override I2cConnectionSettings ConnectionSettings => new(1, _address);

    /// <summary>The same chip strapped to another address.</summary>
    public RegisterModel At(int other)
    {
        _address = other;
        return this;
    }

    public BusFault Fault { get; set; }

    /// <summary>Bits to invert in the answer with this number, counted from 0; -1 for none.</summary>
    public int FlipAnswer { get; set; } = -1;

    public int FlipMask { get; set; }

    /// <summary>Answers given so far.</summary>
    public int Answers { get; private set; }

    /// <summary>Transfers begun so far, those that failed too.</summary>
    public int Attempts { get; private set; }

    /// <summary>Registers written, in order.</summary>
    public List<(int Register, int Value)> Writes { get; } = [];

    /// <summary>Called after a write, to model what a chip does with it.</summary>
    public Action<int, int>? OnWrite { get; set; }

    public int this[int register]
    {
        get => _registers.GetValueOrDefault(register);
        set => _registers[register] = value;
    }

    /// <summary>From the register that was written last, as chips with a pointer do.</summary>
    public override void Read(Span<byte> buffer)
    {
        Fail();
        Answer(_pointer, buffer);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Fail();
        int register = _pointer = buffer[0];
        if (buffer.Length == 1) return;
        int value = 0;
        for (int i = 1; i < buffer.Length; i++)
            value |= buffer[i] << (8 * (lowByteFirst ? i - 1 : buffer.Length - 1 - i));
        _registers[register] = value;
        Writes.Add((register, value));
        OnWrite?.Invoke(register, value);
    }

    public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
    {
        Fail();
        Answer(_pointer = writeBuffer[0], readBuffer);
    }

    private void Answer(int register, Span<byte> readBuffer)
    {
        for (int i = 0; i < readBuffer.Length; i++) readBuffer[i] = ByteAt(register, i);
        if (Answers == FlipAnswer)
        {
            readBuffer[0] ^= (byte)(FlipMask >> 8);
            readBuffer[^1] ^= (byte)FlipMask;
        }
        if (Fault == BusFault.AllOnes) readBuffer.Fill(0xFF);
        if (Fault == BusFault.AllZeros) readBuffer.Clear();
        if (Fault == BusFault.BytesSwapped && readBuffer.Length == 2) readBuffer.Reverse();
        Answers++;
    }

    private byte ByteAt(int register, int index)
    {
        if (registerBytes == 1) return (byte)this[register + index];
        int shift = lowByteFirst ? index : registerBytes - 1 - index;
        return index < registerBytes ? (byte)(this[register] >> (8 * shift)) : (byte)0xFF;
    }

    private void Fail()
    {
        Attempts++;
        if (Fault == BusFault.NoAnswer) throw I2cException.Transfer(Errno.EREMOTEIO, 1, _address);
        if (Fault == BusFault.Stuck) throw I2cException.Transfer(Errno.ETIMEDOUT, 1, _address);
    }
}
