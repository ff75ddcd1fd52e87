using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using EdgeAgent.Core.Time;
using SQLitePCL;

namespace EdgeAgent.Storage;

/// <summary>
/// The agent's durable state, in one SQLite file. Used by the agent's loop thread only. Changes between <see cref="Begin"/> and
/// <see cref="Commit"/> become durable together, with one flush.
/// </summary>
/// <exception cref="SqliteException">Any call may fail (disk full, medium removed); an open transaction is then rolled back completely.</exception>
public sealed class AgentStore : IDisposable
{
    private const string BootIdKey = "boot_id";
    private const string StartKey = "start";
    private const string OffsetKey = "offset_ms";
    private const string DeviceTimeKey = "device_time_ms";
    private const string WallKey = "wall_ms";
    private const string CleanKey = "clean";
    private const string SessionKey = "session";
    private const string EpochKey = "epoch";
    private const string CopiedKey = "copied_ms";

    /// <summary>Connection numbers that are reserved at the start of the agent; before it uses more, it reserves them.</summary>
    public const int SessionsReserved = 16;

    // Numbers per reservation in the mark file, so that the file is written once in so many numbers.
    private const long Reserved = 1000;

    private readonly string _path;
    private readonly List<StoreLoss> _losses = [];
    private Sqlite _db;
    private SequenceMark _mark = new(0, 0, 0, 0, 0);
    private SqliteStatement _getMeta;
    private SqliteStatement _setMeta;
    private bool _isGoneReported;

    private AgentStore(string path, FoundStore opened)
    {
        _path = path;
        Damage = opened.Damage;
        _db = opened.Database;
        _losses.AddRange(new StoreCheck(_db).Run());
        Prepare();
    }

    public TaskTable Tasks { get; private set; }
    public ReceiptTable Receipts { get; private set; }
    public BlobTable Blobs { get; private set; }
    public RollupTable Rollups { get; private set; }

    internal Sqlite Database => _db;

    /// <summary>What was wrong with the store's file, and what was done about it, for people; null when nothing was wrong.</summary>
    public string? Damage { get; private set; }

    /// <summary>Rows that could not be read and were set aside.</summary>
    public IReadOnlyList<StoreLoss> Losses => _losses;

    /// <summary>Epoch of the receipt numbers. It changes when the store was lost or is older than the one that assigned the earlier numbers.</summary>
    public long Epoch => _mark.Epoch;

    /// <summary>Bytes written to the medium since the store was opened.</summary>
    public long BytesWritten => _bytesBefore + _db.BytesWritten;

    private long _bytesBefore;

    private string MarkPath => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(_path))!, "agent.seq");

    /// <summary>
    /// Opens or creates the store and commits the boot record. That commit also flushes what a killed predecessor wrote without a sync, so
    /// that a power cut cannot lose data that this process has read and acknowledged.
    /// </summary>
    /// <param name="bootTimeMs">CLOCK_BOOTTIME now, ms.</param>
    /// <param name="wall">The wall clock; together with <paramref name="trust"/> it gives the time for which the device was off.</param>
    public static (AgentStore Store, BootRecord Boot) Open(string path, string bootId, long bootTimeMs, DateTimeOffset wall, ClockTrust trust)
    {
        string numbers = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, "agent.seq");
        string? obstacle = StoreObstacle.MoveAside(numbers);
        var mark = SequenceFile.Read(numbers);
        var opened = StoreFile.Open(path, isExpected: mark is not null);
        if (obstacle is not null) opened = opened with { Damage = opened.Damage is { } damage ? $"{damage}; {obstacle}" : obstacle };
        try
        {
            var store = new AgentStore(path, opened);
            return (store, store.RecordBoot(mark, opened.IsOlder, bootId, new StartTime(bootTimeMs, wall, trust)));
        }
        catch
        {
            opened.Database.Dispose();
            throw;
        }
    }

    [MemberNotNull(nameof(_getMeta), nameof(_setMeta), nameof(Tasks), nameof(Receipts), nameof(Blobs), nameof(Rollups))]
    private void Prepare()
    {
        _getMeta = _db.Prepare("SELECT value FROM meta WHERE key=?1");
        _setMeta = _db.Prepare("INSERT INTO meta(key,value,sum) VALUES(?1,?2,?3) ON CONFLICT(key) DO UPDATE SET value=?2,sum=?3");
        Tasks = new TaskTable(_db);
        Receipts = new ReceiptTable(_db);
        Blobs = new BlobTable(_db);
        Rollups = new RollupTable(_db);
    }

    /// <summary>Reads a blob with <paramref name="parse"/>, which gets null when there is none. A blob that it cannot read is set aside and treated as missing.</summary>
    public T Read<T>(string key, Func<byte[]?, T> parse)
    {
        byte[]? value = Blobs.Get(key);
        try
        {
            return parse(value);
        }
        catch (Exception e) when (value is not null && e is System.Text.Json.JsonException or FormatException or ArgumentException or InvalidOperationException)
        {
            _losses.Add(new StoreLoss("blob", key, e.Message));
            _db.Begin();
            StoreCheck.Keep(_db, "blob", key, value);
            Blobs.Delete(key);
            _db.Commit();
            return parse(null);
        }
    }

    /// <summary>Reports a damaged row that its reader found.</summary>
    public void NoteLoss(StoreLoss loss) => _losses.Add(loss);

    /// <summary>Device time of the last copy; 0 for none.</summary>
    public long CopiedMs => GetNumber(CopiedKey);

    /// <summary>Writes a copy of the store beside it; the copy replaces a damaged store. Must be called outside a transaction.</summary>
    public void Copy(in Timestamp now)
    {
        NoteCopy(now);
        string copy = StoreFile.CopyOf(_path);
        _db.CopyTo(copy + ".new");
        File.Move(copy + ".new", copy, overwrite: true);
    }

    private void NoteCopy(in Timestamp now)
    {
        _db.Begin();
        try
        {
            Set(CopiedKey, now.DeviceTimeMs);
            Commit(now);
        }
        catch
        {
            // A transaction that stayed open would make the next step fail as well.
            Rollback();
            throw;
        }
    }

    /// <summary>
    /// Begins a transaction. When another program deleted or replaced the store's file, the first call throws; the next one writes the
    /// file again from the open descriptor.
    /// </summary>
    public void Begin()
    {
        if (_db.HasMoved)
        {
            if (!_isGoneReported)
            {
                _isGoneReported = true;
                throw new SqliteException(raw.SQLITE_IOERR, "the store's file was deleted or replaced while it was in use") { IsGone = true };
            }

            WriteAgain();
        }

        _db.Begin();
    }

    private void WriteAgain()
    {
        string rescued = _path + ".rescued";
        _db.CopyTo(rescued);
        _bytesBefore += _db.BytesWritten;
        _db.Dispose();
        foreach (string suffix in new[] { "-wal", "-shm", "-journal" }) File.Delete(_path + suffix);
        File.Move(rescued, _path, overwrite: true);
        _db = Sqlite.Open(_path);
        _isGoneReported = false;
        Damage = "the store's file was deleted or replaced while it was in use; it was written again whole";
        Prepare();
    }

    /// <summary>Makes all changes since <see cref="Begin"/> durable, together with the present device time.</summary>
    public void Commit(in Timestamp now)
    {
        WriteTime(now.DeviceTimeMs, now.Utc, now.Clock);
        long seq = Receipts.LastSeq();
        if (seq > _mark.SeqUpTo) Mark(_mark with { SeqUpTo = seq + Reserved, DeviceTimeMs = now.DeviceTimeMs });
        _db.Commit();
    }

    /// <summary>Commits as <see cref="Commit"/> does, then copies the log into the database file.</summary>
    public void CommitAndCheckpoint(in Timestamp now)
    {
        Commit(now);
        _db.Checkpoint();
    }

    /// <summary>Undoes all changes since <see cref="Begin"/>.</summary>
    public void Rollback()
    {
        _db.Rollback();
        Receipts.Recount();
    }

    /// <summary>Reserves connection numbers up to this one; the agent begins above them after its next start. Inside a transaction.</summary>
    public void ReserveSessions(long upTo)
    {
        if (upTo > _mark.SessionUpTo) Mark(_mark with { SessionUpTo = upTo + Reserved });
        Set(SessionKey, upTo);
    }

    /// <summary>Writes the mark of a clean end. Nothing may be written after it.</summary>
    public void CloseClean(in Timestamp now)
    {
        _db.Begin();
        Set(CleanKey, 1);
        CommitAndCheckpoint(now);
    }

    public void Dispose() => _db.Dispose();

    private PreviousEnd EndOf(string? previousBoot, bool sameBoot)
    {
        if (previousBoot is null) return PreviousEnd.None;
        if (GetNumber(CleanKey) == 1) return PreviousEnd.Clean;
        if (sameBoot) return PreviousEnd.Crash;
        return PreviousEnd.PowerLoss;
    }

    private BootRecord RecordBoot(SequenceMark? mark, bool isOlder, string bootId, in StartTime now)
    {
        string? previousBoot = Get(BootIdKey);
        bool sameBoot = previousBoot == bootId;
        var previous = EndOf(previousBoot, sameBoot);
        long lastSeen = Math.Max(GetNumber(DeviceTimeKey), mark?.DeviceTimeMs ?? 0);
        long known = GetNumber(OffsetKey);
        long offset = sameBoot && known + now.BootTimeMs >= lastSeen ? known : NewOffset(lastSeen, now);
        long before = GetNumber(StartKey);
        bool isReplaced = isOlder || before < mark?.Start;
        if (isReplaced) Damage ??= "the store is older than the last one that was used here: what happened between is missing";
        long start = Math.Max(before, mark?.Start ?? 0) + 1;
        long session = isReplaced ? Math.Max(GetNumber(SessionKey), mark?.SessionUpTo ?? 0) : GetNumber(SessionKey);
        long epoch = Math.Max(GetNumber(EpochKey), mark?.Epoch ?? 0);
        if (isReplaced || epoch == 0) epoch = Math.Max(epoch + 1, now.Wall.ToUnixTimeSeconds());

        _db.Begin();
        if (isReplaced) Receipts.GoOnAbove(mark?.SeqUpTo ?? 0);
        Set(BootIdKey, bootId);
        Set(StartKey, start);
        Set(OffsetKey, offset);
        Set(CleanKey, 0);
        Set(EpochKey, epoch);
        Set(SessionKey, session + SessionsReserved);
        WriteTime(now.BootTimeMs + offset, now.Wall, now.Trust);
        _db.Commit();

        // Otherwise the log would continue to grow, and each commit to a growing file costs twice as much.
        _db.Checkpoint();
        long seq = isReplaced ? Math.Max(Receipts.LastSeq(), mark?.SeqUpTo ?? 0) : Receipts.LastSeq();
        Mark(new SequenceMark(epoch, seq + Reserved, session + Reserved, start, now.BootTimeMs + offset));
        return new BootRecord(bootId, start, offset, previous, previousBoot, session);
    }

    private void Mark(SequenceMark mark)
    {
        try
        {
            SequenceFile.Write(MarkPath, mark);
            _mark = mark;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SqliteException(raw.SQLITE_FULL, $"{MarkPath}: {e.Message}");
        }
    }

    /// <summary>
    /// Device time continues from its last stored value. The time without power is added when the wall clock was trusted before and after
    /// it; otherwise that time is unknown, and delays do not count it.
    /// </summary>
    private long NewOffset(long lastSeen, in StartTime now)
    {
        long lastWall = GetNumber(WallKey);
        if (now.Trust == ClockTrust.Unsynced || lastWall <= 0) return lastSeen;
        return lastSeen + Math.Max(0, now.Wall.ToUnixTimeMilliseconds() - lastWall - now.BootTimeMs);
    }

    private void WriteTime(long deviceTimeMs, DateTimeOffset wall, ClockTrust trust)
    {
        Set(DeviceTimeKey, deviceTimeMs);
        Set(WallKey, trust == ClockTrust.Unsynced ? 0 : wall.ToUnixTimeMilliseconds());
    }

    private string? Get(string key)
    {
        _getMeta.Bind(1, key);
        if (!_getMeta.Step()) return null;
        string value = _getMeta.Text(0);
        _getMeta.Reset();
        return value;
    }

    private long GetNumber(string key)
    {
        if (long.TryParse(Get(key), NumberStyles.Integer, CultureInfo.InvariantCulture, out long value)) return value;
        return 0;
    }

    private void Set(string key, string value) => _setMeta.Bind(1, key).Bind(2, value).Bind(3, Checksum.Of(key, System.Text.Encoding.UTF8.GetBytes(value))).Run();

    private void Set(string key, long value) => Set(key, value.ToString(CultureInfo.InvariantCulture));
}
