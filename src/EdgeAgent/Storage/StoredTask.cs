namespace EdgeAgent.Storage;

/// <summary>A stored row; <see cref="TaskRecordJson.Read"/> converts it to a record.</summary>
/// <param name="PublishedRev">Highest revision that the broker has acknowledged.</param>
/// <param name="ReceiptSeq">Number of the task's last receipt; 0 for none.</param>
/// <param name="IsGood">The checksums of specification and state are right.</param>
public sealed record StoredTask(string Id, byte[] Spec, byte[] State, int PublishedRev, long ReceiptSeq, bool IsGood = true)
{
    /// <summary>Row number: the order of acceptance. It identifies the row even when other columns are damaged.</summary>
    public long Row { get; init; }
}
