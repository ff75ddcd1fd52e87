namespace EdgeAgent.Fleet.Store;

/// <summary>
/// The embedded store: two LiteDB files that are written one after the other, each to the medium, before a group counts as committed. A
/// power cut can tear the file that was being written (LiteDB's log has no checksum and its checkpoint writes in place); the other one then
/// holds everything that was acknowledged. At the start the newest file that passes its checks is copied over the other.
/// </summary>
internal sealed class MirroredStore : IFleetStore
{
    private readonly List<Action<LiteFile>> _staged = [];
    private readonly FileStream _lock;
    private readonly LiteFile _first;
    private readonly LiteFile _second;

    /// <exception cref="IOException">Neither file can be used, or another controller has them.</exception>
    public MirroredStore(string folder)
    {
        Directory.CreateDirectory(folder);
        _lock = Lock(Path.Combine(folder, "fleet.lock"));
        try
        {
            string first = Path.Combine(folder, "fleet-a.db"), second = Path.Combine(folder, "fleet-b.db");
            Notes = MirrorRepair.MakeEqual(first, second);
            _first = new LiteFile(first);
            _second = new LiteFile(second);
            MirrorRepair.FlushFolder(first);
        }
        catch
        {
            _first?.Dispose();
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>The repairs that were made at the start; for the log.</summary>
    public IReadOnlyList<string> Notes { get; }

    public void Touch()
    {
        // The process holds the folder's lock until it ends.
    }

    public void Begin()
    {
        _staged.Clear();
        _first.Begin();
    }

    public void Commit()
    {
        long group = _first.Group + 1;
        _first.Commit(group);
        _second.Begin();
        foreach (var change in _staged) change(_second);
        _second.Commit(group);
        _staged.Clear();
    }

    public void Rollback()
    {
        _staged.Clear();
        _first.Rollback();
    }

    public void Put(string table, string key, byte[] value) => Change(f => f.Put(table, key, value));

    public void Delete(string table, string key) => Change(f => f.Delete(table, key));

    public bool Has(string table, string key) => _first.Has(table, key);

    public IEnumerable<StoredRow> Range(string table, string from, string to, bool newestFirst = false) => _first.Range(table, from, to, newestFirst);

    public IEnumerable<StoredRow> All(string table) => _first.All(table);

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _lock.Dispose();
    }

    // LiteDB itself does not keep two processes from writing one file.
    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"{Path.GetDirectoryName(path)}: another controller has this store ({e.Message})", e);
        }
    }

    private void Change(Action<LiteFile> change)
    {
        change(_first);
        _staged.Add(change);
    }
}
