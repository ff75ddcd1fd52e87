using EdgeAgent.Core;
using EdgeAgent.Core.Forecast;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Link;

namespace EdgeAgent;

/// <content>When what runs.</content>
internal sealed partial class Agent
{
#pragma warning disable CA1822, CA1823, CS0649, CS0169, IDE0044, CA1859
    private ChargeForecast? _forecast;
    private long _scheduleDueMs;

    private void Evaluate(in Moment now)
    {
        TakeDueProgress(now);
        if (_shutdown is not null || now.UptimeMs < _scheduleDueMs) return;
        _scheduleDueMs = long.MaxValue;
        int running = _book.Unfinished.Values.Count(r => TaskPhases.IsActive(r.Phase));
        foreach (var record in _book.Unfinished.Values.Where(r => r.Phase is TaskPhase.Waiting or TaskPhase.Scheduled or TaskPhase.Ready).OrderBy(r => r.Spec.Priority).ToList())
        {
            if (record.NotBeforeMs > now.UptimeMs) _scheduleDueMs = Math.Min(_scheduleDueMs, record.NotBeforeMs);
            else if (running < 3 && !_holds.Device && !record.UserPaused && _book.Apply(record.Id, new TaskEvent.Start(_parts.Boot.BootId), now)) running++;
        }
    }

    private Verdict Plan(ControlRequest request, in Moment now) => Data(new PlanData { Tasks = [] }, LinkJson.Wire.PlanData);

    private ForecastPart? ForecastPart() => null;

    private void ObserveForForecast(in Moment now)
    {
    }

    private void WriteForecast()
    {
    }

    private void LoadLearned(in Moment now)
    {
    }

    private void Learn(TaskRecord before, double? energyMwh, in Moment now)
    {
    }
}
