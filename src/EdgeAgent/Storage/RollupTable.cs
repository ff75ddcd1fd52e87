using System.Globalization;

namespace EdgeAgent.Storage;

/// <summary>Rollups of the measurements; the newest <see cref="Kept"/> quarter hours are kept.</summary>
public sealed class RollupTable
{
    /// <summary>Quarter hours that are kept: two weeks.</summary>
    public const int Kept = 14 * 96;

    private readonly SqliteStatement _set;
    private readonly SqliteStatement _trim;
    private readonly SqliteStatement _from;

    internal RollupTable(Sqlite db)
    {
        _set = db.Prepare("INSERT INTO rollup(start,value,sum) VALUES(?1,?2,?3) ON CONFLICT(start) DO UPDATE SET value=?2,sum=?3");
        _trim = db.Prepare("DELETE FROM rollup WHERE start<=?1");
        _from = db.Prepare("SELECT start,value FROM rollup WHERE start>=?1 ORDER BY start");
    }

    /// <param name="startMs">Device time at the start of the rollup's period, ms.</param>
    public void Set(long startMs, ReadOnlySpan<byte> value)
    {
        _set.Bind(1, startMs).Bind(2, value).Bind(3, Checksum.Of(startMs.ToString(CultureInfo.InvariantCulture), value)).Run();
        _trim.Bind(1, startMs - (Kept * 15L * 60_000)).Run();
    }

    public List<(long StartMs, byte[] Value)> From(long startMs)
    {
        var rows = new List<(long, byte[])>();
        _from.Bind(1, startMs);
        while (_from.Step()) rows.Add((_from.Int64(0), _from.Blob(1)));
        return rows;
    }
}
