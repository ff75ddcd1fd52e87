using EdgeAgent.Contract;
using EdgeAgent.Core.Time;
using EdgeAgent.Storage;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Loop;

/// <summary>Commits the step. While the store cannot be written, its events are kept for another try and an alert is raised.</summary>
internal sealed class StoreHealth(AgentStore store, StepTransaction step, Backlog backlog, AlertSet alerts, BrokerPresence presence, ILogger log)
{
    /// <summary>Reports at the start what the store has lost.</summary>
    public void ReportLosses()
    {
        foreach (var loss in store.Losses) log.Loss(loss.ToString());
        alerts.Set(Alerts.StoreReplaced, store.Damage is not null);
        alerts.Set(Alerts.StoreDamaged, store.Losses.Count > 0);
    }

    /// <summary>False when the step could not be made durable: then nothing of it has happened.</summary>
    public bool TryCommit(in Timestamp now)
    {
        if (step.Commit(now) is { } fault)
        {
            Failed(fault, now);
            return false;
        }

        if (backlog.FailingSinceMs is { } since) Recovered(now.DeviceTimeMs - since);
        return true;
    }

    private void Failed(SqliteException fault, in Timestamp now)
    {
        if (backlog.FailingSinceMs is null) log.CommitFailed(fault.Message);
        foreach (var held in step.Drop()) backlog.Add(held);
        backlog.Failed(fault.Message, now);
        if (fault.IsGone) alerts.Raise(Alerts.StoreGone);
        if (alerts.Raise(Alerts.StoreFailing)) presence.RefreshState();
    }

    private void Recovered(long failedMs)
    {
        log.StoreWorks(failedMs / 1000);
        backlog.Works();
        alerts.Set(Alerts.StoreReplaced, store.Damage is not null);
        alerts.Lower(Alerts.StoreGone);
        if (alerts.Lower(Alerts.StoreFailing)) presence.RefreshState();
    }
}
