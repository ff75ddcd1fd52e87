namespace EdgeAgent.Fleet.Store;

/// <summary>
/// Stores the fleet's state: tables of rows by key, in the keys' ordinal order. Used by one thread. Changes between <see cref="Begin"/> and
/// <see cref="Commit"/> are stored all or none; when <see cref="Commit"/> has returned they survive a kill and a power cut. Reads see the staged
/// changes.
/// </summary>
/// <exception cref="IOException">Every call may fail: disk full, damaged file, no answer of the cluster.</exception>
internal interface IFleetStore : IDisposable
{
    /// <summary>Called between steps, at least once a second: keeps the lease where several controllers share the store.</summary>
    /// <exception cref="LeaseLostException">Another controller drives now.</exception>
    void Touch();

    void Begin();

    void Commit();

    /// <summary>Undoes the changes since <see cref="Begin"/>.</summary>
    void Rollback();

    /// <summary>Rows of <see cref="Tables.Receipt"/> are written once; those of other tables may be written anew.</summary>
    void Put(string table, string key, byte[] value);

    void Delete(string table, string key);

    bool Has(string table, string key);

    /// <summary>Rows from <paramref name="from"/> on and before <paramref name="to"/>; the last ones first when <paramref name="newestFirst"/>.</summary>
    IEnumerable<StoredRow> Range(string table, string from, string to, bool newestFirst = false);

    IEnumerable<StoredRow> All(string table);
}
