using System.Globalization;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Storage;

/// <summary>
/// Everything that outlives the process, in one SQLite file. Used by the agent's loop thread only. Changes are made between
/// <see cref="Begin"/> and <see cref="Commit"/>: all that arrived together becomes durable together, with one flush.
/// </summary>
/// <exception cref="SqliteException">Any call may fail (disk full, medium gone); an open transaction is then rolled back whole.</exception>
public sealed class AgentStore : IDisposable
{
    private const string BootIdKey = "boot_id";
    private const string StartKey = "start";
    private const string OffsetKey = "offset_ms";
    private const string DeviceTimeKey = "device_time_ms";
    private const string WallKey = "wall_ms";
    private const string CleanKey = "clean";
    private const string SessionKey = "session";

    /// <summary>Connection numbers that a life of the agent may use before it has to reserve more.</summary>
    public const int SessionsReserved = 16;

    private readonly Sqlite _db;
    private readonly SqliteStatement _getMeta;
    private readonly SqliteStatement _setMeta;

    private AgentStore(Sqlite db, string? damage)
    {
        _db = db;
        Damage = damage;
        _getMeta = db.Prepare("SELECT value FROM meta WHERE key=?1");
        _setMeta = db.Prepare("INSERT INTO meta(key,value) VALUES(?1,?2) ON CONFLICT(key) DO UPDATE SET value=?2");
        Tasks = new TaskTable(db);
        Receipts = new ReceiptTable(db);
        PacketIds = new PacketIdTable(db);
        Blobs = new BlobTable(db);
        Rollups = new RollupTable(db);
    }

    public TaskTable Tasks { get; }
    public ReceiptTable Receipts { get; }
    public PacketIdTable PacketIds { get; }
    public BlobTable Blobs { get; }
    public RollupTable Rollups { get; }

    internal Sqlite Database => _db;

    /// <summary>What was wrong with the file that was found; null when it was good.</summary>
    public string? Damage { get; }

    /// <summary>Bytes written to the medium since the store was opened.</summary>
    public long BytesWritten => _db.BytesWritten;

    /// <summary>
    /// Opens or makes the store and commits the boot record. That commit also flushes whatever a killed predecessor had written but
    /// not synced, so that nothing read here can be acknowledged and then lost to a power cut.
    /// </summary>
    /// <param name="bootTimeMs">CLOCK_BOOTTIME now.</param>
    /// <param name="wall">The wall clock, and whether it is believed; spans the time that the device was off.</param>
    public static (AgentStore Store, BootRecord Boot) Open(string path, string bootId, long bootTimeMs, DateTimeOffset wall, ClockTrust trust)
    {
        var (db, damage) = StoreFile.Open(path);
        try
        {
            var store = new AgentStore(db, damage);
            return (store, store.RecordBoot(bootId, bootTimeMs, wall, trust));
        }
        catch
        {
            db.Dispose();
            throw;
        }
    }

    public void Begin() => _db.Begin();

    /// <summary>Makes everything since <see cref="Begin"/> durable, with the present device time beside it.</summary>
    public void Commit(in Timestamp now)
    {
        WriteTime(now.DeviceTimeMs, now.Utc, now.Clock);
        _db.Commit();
    }

    /// <summary>As <see cref="Commit"/>, then copies the log into the file; for moments when energy is plentiful.</summary>
    public void CommitAndCheckpoint(in Timestamp now)
    {
        Commit(now);
        _db.Checkpoint();
    }

    /// <summary>Undoes everything since <see cref="Begin"/>.</summary>
    public void Rollback()
    {
        _db.Rollback();
        Receipts.Recount();
    }

    /// <summary>Connection numbers up to here belong to this life of the agent, so that the next one begins above. Inside a transaction.</summary>
    public void ReserveSessions(long upTo) => Set(SessionKey, upTo);

    /// <summary>Leaves the clean-shutdown mark as the last thing that is written.</summary>
    public void CloseClean(in Timestamp now)
    {
        _db.Begin();
        Set(CleanKey, 1);
        CommitAndCheckpoint(now);
    }

    public void Dispose() => _db.Dispose();

    private BootRecord RecordBoot(string bootId, long bootTimeMs, DateTimeOffset wall, ClockTrust trust)
    {
        string? previousBoot = Get(BootIdKey);
        bool sameBoot = previousBoot == bootId;
        var previous = previousBoot is null ? PreviousEnd.None
            : GetNumber(CleanKey) == 1 ? PreviousEnd.Clean
            : sameBoot ? PreviousEnd.Crash
            : PreviousEnd.PowerLoss;
        long offset = sameBoot ? GetNumber(OffsetKey) : NewOffset(bootTimeMs, wall, trust);
        long start = GetNumber(StartKey) + 1;

        _db.Begin();
        Set(BootIdKey, bootId);
        Set(StartKey, start);
        Set(OffsetKey, offset);
        Set(CleanKey, 0);
        long session = GetNumber(SessionKey);
        Set(SessionKey, session + SessionsReserved);
        WriteTime(bootTimeMs + offset, wall, trust);
        _db.Commit();
        return new BootRecord(bootId, start, offset, previous, previousBoot, session);
    }

    /// <summary>
    /// Device time goes on where it was last seen. The time without power is added when both ends were read from a believed clock;
    /// otherwise nobody knows it, and delays simply stood still.
    /// </summary>
    private long NewOffset(long bootTimeMs, DateTimeOffset wall, ClockTrust trust)
    {
        long lastSeen = GetNumber(DeviceTimeKey);
        long lastWall = GetNumber(WallKey);
        long off = trust != ClockTrust.Unsynced && lastWall > 0 ? wall.ToUnixTimeMilliseconds() - lastWall - bootTimeMs : 0;
        return lastSeen + Math.Max(0, off);
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

    private long GetNumber(string key) => long.TryParse(Get(key), NumberStyles.Integer, CultureInfo.InvariantCulture, out long value) ? value : 0;

    private void Set(string key, string value) => _setMeta.Bind(1, key).Bind(2, value).Run();

    private void Set(string key, long value) => Set(key, value.ToString(CultureInfo.InvariantCulture));
}
