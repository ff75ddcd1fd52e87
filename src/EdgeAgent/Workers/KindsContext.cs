using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Workers;

/// <summary>What the task kinds need from the rest of the agent.</summary>
/// <param name="LowestSyncQueue">See <see cref="SyncQueues.Lowest"/>.</param>
/// <param name="MayInstall">External power, or a battery of at least 30 %.</param>
/// <param name="PublishRecord">Sends one spooled record; see <see cref="SyncWorker"/>.</param>
public sealed record KindsContext(
    Func<SyncLevel> LowestSyncQueue, Func<bool> MayInstall, Func<SpoolRecord, CancellationToken, Task<SpoolAnswer>> PublishRecord);
