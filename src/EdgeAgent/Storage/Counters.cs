using System.Text.Json;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Storage;

/// <summary>Totals since the store was created; stored as JSON in the same transaction as the changes that they count.</summary>
internal sealed class Counters
{
    public const string Key = "counters";
    private const long DayMs = 86_400_000;

    public long Accepted { get; set; }
    public long Rejected { get; set; }
    public long Succeeded { get; set; }
    public long Failed { get; set; }
    public long TimedOut { get; set; }
    public long Canceled { get; set; }
    public long Removed { get; set; }

    /// <summary>Run time of all ended tasks that were not cancelled or removed, ms.</summary>
    public long RunMs { get; set; }

    public double EnergyOnBatteryMwh { get; set; }
    public double EnergyOnExternalMwh { get; set; }

    /// <summary>Samples that were dropped because the broker could not be reached for too long.</summary>
    public long TelemetryDropped { get; set; }

    public long Sleeps { get; set; }

    /// <summary>Device day (24 h of device time) that <see cref="DayBytes"/> counts.</summary>
    public long Day { get; set; }

    public long DayBytes { get; set; }

    public static Counters Read(byte[]? json)
    {
        if (json is null) return new Counters();
        return JsonSerializer.Deserialize(json, CountersJson.Default.Counters) ?? new Counters();
    }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, CountersJson.Default.Counters);

    /// <summary>A copy of the totals with further changes applied.</summary>
    public Counters With(IEnumerable<Action<Counters>> changes)
    {
        var copy = (Counters)MemberwiseClone();
        foreach (var change in changes) change(copy);
        return copy;
    }

    public void Ended(TaskRecord record)
    {
        switch (record.Phase)
        {
            case TaskPhase.Succeeded: Succeeded++; break;
            case TaskPhase.Failed: Failed++; break;
            case TaskPhase.TimedOut: TimedOut++; break;
            case TaskPhase.Canceled: Canceled++; break;
            case TaskPhase.Removed: Removed++; return;
            default: return;
        }

        if (record.Phase != TaskPhase.Canceled) RunMs += record.DurationMs;
    }

    public void Wrote(long bytes, long deviceTimeMs)
    {
        if (deviceTimeMs / DayMs != Day) (Day, DayBytes) = (deviceTimeMs / DayMs, 0);
        DayBytes += bytes;
    }
}
