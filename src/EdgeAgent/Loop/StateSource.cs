using EdgeAgent.Contract;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;
using EdgeAgent.Sensors.Machine;

namespace EdgeAgent.Loop;

/// <summary>Gathers the content of <see cref="StateSnapshot"/> from the agent's parts, and the marks that show whether it changed.</summary>
internal sealed class StateSource(StateParts parts)
{
    private readonly WakeUps _wakeUps = new();

    /// <summary>Cheap; computed in every step.</summary>
    public StateMarks Marks()
    {
        var power = parts.Power.Power;
        var failing = parts.Power.Sample?.Sensors.Where(s => s.IsFailing).Select(s => s.Name) ?? [];
        return new StateMarks
        {
            Source = power.Source,
            Charging = power.Charging,
            Quality = power.Quality,
            IsPowered = power.IsPowered,
            Mode = parts.Power.ModeInForce,
            Queue = Queue(),
            Holds = parts.Holds.Current.ToString(),
            Alerts = string.Join(',', parts.Alerts.Words),
            FailingSensors = string.Join(',', failing),
            NextChargeQuarter = parts.Learned.Charge.Forecast?.NextChargeStart?.ToUnixTimeSeconds() / 900,
        };
    }

    /// <summary>The document <c>state</c>. It reads every task and the process, so build it only to send it.</summary>
    public StateDocument Document(in Timestamp now)
    {
        var activity = parts.Learned.Activity(parts.Book.All.Values);
        var totals = new StateTotals
        {
            Counters = parts.Counters,
            Activity = activity,
            Gauges = new Gauges(parts.Machine.SleptS, parts.Power.Sample?.RejectedValues ?? 0, _wakeUps.PerHour(now), parts.Outbox.Count, parts.Outbox.Bytes, Environment.WorkingSet),
            Recommendations = [.. parts.Advice.Lines(), .. activity.Recommendations],
        };
        return parts.Header.On(Snapshot(now).Document(totals), now);
    }

    /// <summary>The answer to <c>power</c>.</summary>
    public PowerData PowerAnswer(in Timestamp now)
    {
        var charge = parts.Learned.Charge;
        return Snapshot(now).PowerAnswer(charge.Forecast is null ? null : charge.Week());
    }

    private StateSnapshot Snapshot(in Timestamp now) => new()
    {
        Now = now,
        Power = parts.Power.Power,
        System = parts.Power.SystemAsSeen(parts.Presence.IsOnline),
        Sensors = parts.Power.Sample?.Sensors ?? [],
        Forecast = parts.Learned.Charge.Forecast,
        Projection = parts.Outlook.Project(now),
        Dark = parts.Outlook.Dark,
        QuietestAt = parts.Learned.Charge.QuietestAt,
        Mode = parts.Power.ModeInForce,
        Limit = parts.Holds.LimitWord,
        IsHeld = parts.Holds.Current.Device,
        Queue = Queue(),
        Alerts = [.. parts.Alerts.Words],
        IntervalS = parts.Status.IntervalS,
        KeepAliveS = parts.Presence.IsOnline ? parts.Status.KeepAliveS : null,
    };

    private QueuePart Queue()
    {
        int[] phases = new int[Enum.GetValues<TaskPhase>().Length];
        foreach (var record in parts.Book.Unfinished.Values) phases[(int)record.Phase]++;
        return new QueuePart
        {
            Blocked = phases[(int)TaskPhase.Blocked],
            Scheduled = phases[(int)TaskPhase.Scheduled],
            Waiting = phases[(int)TaskPhase.Waiting],
            Deferred = phases[(int)TaskPhase.Deferred],
            Ready = phases[(int)TaskPhase.Ready],
            Running = phases[(int)TaskPhase.Starting] + phases[(int)TaskPhase.Running] + phases[(int)TaskPhase.Stopping],
            Paused = phases[(int)TaskPhase.Paused],
            Succeeded = parts.Counters.Succeeded,
            Failed = parts.Counters.Failed + parts.Counters.TimedOut,
        };
    }
}
