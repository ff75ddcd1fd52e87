namespace EdgeAgent.StoreComparison;

/// <summary>A store that commits batches of rows; one file, one writer.</summary>
internal interface IEngine : IDisposable
{
    /// <summary>Stores all rows of a batch in one transaction.</summary>
    void Commit(long batch, int rows, byte[] payload);

    /// <summary>Batch and row of everything that is stored.</summary>
    IReadOnlyList<(long Batch, int Row)> All();

    /// <summary>Bytes written by the engine's own count; null when it has none.</summary>
    long? BytesWritten { get; }
}
