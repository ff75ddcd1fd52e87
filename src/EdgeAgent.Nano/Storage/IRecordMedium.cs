namespace EdgeAgent.Nano.Storage;

/// <summary>Places for records that outlive a loss of power. A write may be torn at any byte; it never touches another slot.</summary>
public interface IRecordMedium
{
    /// <summary>Largest record of a slot, bytes.</summary>
    int SlotBytes { get; }

    /// <summary>Reads a slot from its beginning; the bytes that are there, 0 when it was never written.</summary>
    int Read(int slot, byte[] into);

    /// <summary>Replaces a slot. The bytes are durable when it returns.</summary>
    void Write(int slot, byte[] bytes, int count);
}
