using System.Collections.Immutable;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Scheduling;

/// <summary>
/// Starts of the last 24 hours of device time, by kind and for expedited work by class, counted in hours. Immutable; the agent notes
/// each start and stores <see cref="Cells"/> with it.
/// </summary>
public sealed class QuotaLedger
{
    private const long HourMs = 3_600_000;
    private const int Hours = 24;

    public static QuotaLedger Empty { get; } = new(ImmutableDictionary<string, int>.Empty);

    private readonly ImmutableDictionary<string, int> _totals;

    private QuotaLedger(ImmutableDictionary<string, int> cells)
    {
        Cells = cells;
        _totals = cells.GroupBy(c => KeyOf(c.Key), c => c.Value).ToImmutableDictionary(g => g.Key, g => g.Sum());
    }

    /// <summary><c>key@hour</c> to starts; what has to be stored.</summary>
    public ImmutableDictionary<string, int> Cells { get; }

    public static QuotaLedger FromCells(IEnumerable<KeyValuePair<string, int>> cells) => new(cells.ToImmutableDictionary());

    public int Starts(string kind) => _totals.GetValueOrDefault($"kind:{kind}");

    public int Expedited(TaskClass taskClass) => _totals.GetValueOrDefault($"expedited:{WireNames.Lower(taskClass)}");

    /// <summary>The ledger with one more start, without what is older than a day.</summary>
    public QuotaLedger Note(TaskSpec spec, in Timestamp now)
    {
        long hour = now.DeviceTimeMs / HourMs;
        var kept = Cells.RemoveRange(Cells.Keys.Where(k => HourOf(k) <= hour - Hours));
        kept = Increment(kept, $"kind:{spec.Kind}@{hour}");
        if (spec.Expedited is not null) kept = Increment(kept, $"expedited:{WireNames.Lower(spec.Class)}@{hour}");
        return new QuotaLedger(kept);
    }

    /// <summary>The ledger without what is older than a day; call it once an hour.</summary>
    public QuotaLedger Trim(in Timestamp now)
    {
        long hour = now.DeviceTimeMs / HourMs;
        if (Cells.Keys.Any(k => HourOf(k) <= hour - Hours))
        {
            return new QuotaLedger(Cells.RemoveRange(Cells.Keys.Where(k => HourOf(k) <= hour - Hours)));
        }

        return this;
    }

    private static ImmutableDictionary<string, int> Increment(ImmutableDictionary<string, int> cells, string key) =>
        cells.SetItem(key, cells.GetValueOrDefault(key) + 1);

    private static string KeyOf(string cell) => cell[..cell.LastIndexOf('@')];

    private static long HourOf(string cell) =>
        long.Parse(cell.AsSpan(cell.LastIndexOf('@') + 1), System.Globalization.CultureInfo.InvariantCulture);
}
