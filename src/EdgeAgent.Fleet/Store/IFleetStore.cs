namespace EdgeAgent.Fleet.Store;

/// <summary>
/// Where the fleet's state lives: tables of rows by key, in the keys' ordinal order. Used by one thread. Changes are made between
/// <see cref="Begin"/> and <see cref="Commit"/>, all or none; when <see cref="Commit"/> has returned they outlive a kill and a power cut.
/// Reads see what is staged.
/// </summary>
/// <exception cref="IOException">Every call may fail: disk full, damaged file, no answer of the cluster.</exception>
internal interface IFleetStore : IDisposable
{
    /// <summary>Called between steps, at least once a second: keeps the store ours where several controllers share it.</summary>
    /// <exception cref="LeaseLostException">Another controller drives now.</exception>
    void Touch();

    void Begin();

    void Commit();

    /// <summary>Takes back what was changed since <see cref="Begin"/>.</summary>
    void Rollback();

    /// <summary>Rows of <see cref="Tables.Receipt"/> are written once; those of other tables may be written anew.</summary>
    void Put(string table, string key, byte[] value);

    void Delete(string table, string key);

    bool Has(string table, string key);

    /// <summary>Rows from <paramref name="from"/> on and before <paramref name="to"/>; the last ones first when <paramref name="newestFirst"/>.</summary>
    IEnumerable<StoredRow> Range(string table, string from, string to, bool newestFirst = false);

    IEnumerable<StoredRow> All(string table);
}
