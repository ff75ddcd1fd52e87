namespace EdgeAgent.Nano.Storage;

/// <summary>Slots for records that survive a loss of power. A write may be torn at any byte; it never changes another slot.</summary>
public interface IRecordMedium
{
    /// <summary>Largest record of a slot, bytes.</summary>
    int SlotBytes { get; }

    /// <summary>Reads a slot from its beginning. Returns the number of bytes, 0 when it was never written.</summary>
    int Read(int slot, byte[] into);

    /// <summary>Replaces a slot. The bytes are durable when it returns.</summary>
    void Write(int slot, byte[] bytes, int count);
}
