using EdgeAgent.Contract;
using EdgeAgent.Core.Time;
using EdgeAgent.Link;
using EdgeAgent.Sensors;

namespace EdgeAgent.Loop;

/// <summary>Passes a sample to the parts that learn from it, decide by it or show it, in this order.</summary>
/// <param name="observer">Receives the snapshot after every sample; null for none.</param>
internal sealed class SampleIntake(
    PowerView power, WorkerReports workers, KeepAlivePolicy keepAlive, TaskPlanning planning, LearnedState learned, PowerOutlook outlook, StateSource state, StatusFeed status, AlertSet alerts,
    IStateObserver? observer)
{
    public void Take(PowerSnapshot snapshot, in Timestamp now)
    {
        int running = workers.Observe(snapshot.Power, snapshot.At.DeviceTimeMs);
        if (power.Observe(snapshot, now)) keepAlive.Choose(power.Mode, now);
        planning.Observe(snapshot.Power, now);
        alerts.Set(Alerts.ForecastNotTrusted, !planning.TrustsForecast);
        status.Observe(snapshot.Power, snapshot.System, power.Mode, running, now);
        learned.Observe(snapshot, now);
        outlook.Observe(now);
        observer?.Measured(state.Document(now));
    }
}
