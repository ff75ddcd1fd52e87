using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Storage;

namespace EdgeAgent.Loop;

/// <summary>The snapshot's totals since the start, and figures of the agent itself. Pure.</summary>
internal sealed record StateTotals
{
    private const int MostKinds = 10;

    public required Counters Counters { get; init; }
    public required ActivityReport Activity { get; init; }
    public required Gauges Gauges { get; init; }
    public required IReadOnlyList<string> Recommendations { get; init; }

    public CountersPart Part() => new()
    {
        TasksAccepted = Counters.Accepted,
        TasksRejected = Counters.Rejected,
        TasksSucceeded = Counters.Succeeded,
        TasksFailed = Counters.Failed,
        TasksTimedOut = Counters.TimedOut,
        TasksCanceled = Counters.Canceled,
        TasksRemoved = Counters.Removed,
        SuccessRatePct = Activity.SuccessRatePct,
        MeanRunS = Activity.MeanRunTime?.TotalSeconds,
        MemoryTrendPctPerDay = Activity.MemoryTrendPctPerDay,
        Kinds = [.. Activity.Kinds.Take(MostKinds).Select(k => new KindPart(k.Kind, k.Median.TotalSeconds, k.P90.TotalSeconds, k.EnergyMwh))],
        EnergyOnBatteryMwh = Counters.EnergyOnBatteryMwh,
        EnergyOnExternalMwh = Counters.EnergyOnExternalMwh,
        BytesWrittenToday = Counters.DayBytes,
        Sleeps = Counters.Sleeps,
        SleptS = Math.Round(Gauges.SleptS),
        WakeupsPerHour = Gauges.WakeupsPerHour,
        ValuesRejected = Gauges.ValuesRejected,
        TelemetryDropped = Counters.TelemetryDropped,
        OutboxItems = Gauges.OutboxItems,
        OutboxBytes = Gauges.OutboxBytes,
        MemoryBytes = Gauges.MemoryBytes,
    };
}
