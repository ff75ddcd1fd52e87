using EdgeAgent.Contract;
using EdgeAgent.Storage;

namespace EdgeAgent.Loop;

/// <summary>Lines of <c>recommendations</c>: what is wrong with the device, and how its owner can correct it.</summary>
internal sealed class Advice(AgentStore store, Backlog backlog, PowerView power, AlertSet alerts, Counters counters, WorkerReports workers, long writeBudgetBytes)
{
    private const int MostLosses = 5;

    public IEnumerable<string> Lines()
    {
        if (backlog.Fault is { } fault) yield return $"the data directory cannot be written, nothing is accepted until it can: {fault}";
        if (store.Damage is { } damage) yield return damage;
        foreach (var loss in store.Losses.Take(MostLosses)) yield return loss.ToString();
        if (alerts.Contains(Alerts.StaleSensor)) yield return "a sensor does not answer: run edgeagent doctor on the device";
        if (power.Power.IsContradicted)
        {
            yield return $"external power is reported while the battery drains ({SupplyWords()}): is the adapter too weak, or the current sign reversed? set Power:ShuntReversed";
        }

        if (power.Power.IsCurrentReversed) yield return "current sign reversed? charging and discharging change places: set Power:ShuntReversed";
        if (power.Sample?.Sensors.FirstOrDefault(s => s.IsDoubtful) is { } doubtful) yield return $"{doubtful.Name} reports impossible values: {doubtful.Fault}";
        if (alerts.Contains(Alerts.ClockUnsynced)) yield return "the clock is not set: calendar schedules wait; enable time synchronisation or add a clock chip";
        if (workers.StuckRuns.Count > 0)
        {
            yield return $"work does not stop ({string.Join("; ", workers.StuckRuns.Take(MostLosses))}): a file system or device does not answer; the task names it; restart the device when it stays";
        }

        if (counters.DayBytes > writeBudgetBytes) yield return "more is written to the medium than the daily budget: report progress less often";
    }

    // Lists what each source says about input and flow, so that the reader sees which two disagree.
    private string SupplyWords()
    {
        if (power.Sample is null) return "";
        return string.Join(", ", power.Sample.Sensors.Select(s => s.Parts ?? s.InputWords).Where(words => words.Length > 0));
    }
}
