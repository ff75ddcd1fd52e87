using EdgeAgent.Nano.Storage;

namespace EdgeAgent.Nano.Host;

/// <summary>Slots of flash that keep their bytes over starts. A cut leaves a slot with what came, and garbage behind it.</summary>
public sealed class SimulatedFlash : IRecordMedium
{
    private readonly PowerSwitch _power;
    private readonly byte[][] _slots = new byte[DeviceState.Slots][];

    public SimulatedFlash(PowerSwitch power)
    {
        _power = power;
        for (int i = 0; i < _slots.Length; i++) _slots[i] = new byte[0];
    }

    public int SlotBytes => DeviceState.RecordBytes;

    /// <summary>Bytes written so far.</summary>
    public long Bytes { get; private set; }

    public int Read(int slot, byte[] into)
    {
        int count = Math.Min(into.Length, _slots[slot].Length);
        Array.Copy(_slots[slot], into, count);
        return count;
    }

    public void Write(int slot, byte[] bytes, int count)
    {
        _power.Step();
        _power.Writes++;
        bool isCut = _power.Writes == _power.CutWrite;
        int whole = isCut ? Math.Min(count, (int)(count * _power.CutShare)) : count;
        byte[] written = new byte[count];
        Array.Copy(bytes, written, whole);
        for (int i = whole; i < count; i++) written[i] = (byte)(i * 37);
        _slots[slot] = written;
        Bytes += whole;
        if (isCut) throw new PowerCutException();
    }
}
