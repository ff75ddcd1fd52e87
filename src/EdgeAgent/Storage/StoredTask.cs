namespace EdgeAgent.Storage;

/// <summary>A row as it is stored; <see cref="TaskRecordJson.Read"/> makes a record of it.</summary>
/// <param name="PublishedRev">Highest revision that the broker has acknowledged.</param>
/// <param name="ReceiptSeq">Number of the task's last receipt; 0 for none.</param>
/// <param name="IsGood">Specification and state are as they were written.</param>
public sealed record StoredTask(string Id, byte[] Spec, byte[] State, int PublishedRev, long ReceiptSeq, bool IsGood = true)
{
    /// <summary>Its place in the order of acceptance, and the name of the row whatever its other columns say.</summary>
    public long Row { get; init; }
}
