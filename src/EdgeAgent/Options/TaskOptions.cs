using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Options;

/// <summary>The keys of section <c>Tasks</c> about the queue; <c>ExecutionOptions</c> and <c>CommandTable</c> read the others.</summary>
internal static class TaskOptions
{
    public static TaskPolicy Read(ConfigReader reader, DeviceOptions device)
    {
        var usual = TaskPolicy.Default;
        return usual with
        {
            DeviceZone = device.TimeZone,
            FindZone = SystemZone.Find,
            StopGrace = reader.Seconds("StopGraceSeconds", usual.StopGrace.TotalSeconds, 0, 600),
            BackoffCap = reader.Seconds("BackoffCapSeconds", usual.BackoffCap.TotalSeconds, 1, 7 * 86400),
            Jitter = reader.Number("Jitter", usual.Jitter, 0, 1),
            JitterSeed = SeedOf(device.Id),
            PowerLossLimit = reader.Whole("PowerLossLimit", usual.PowerLossLimit, 1, 1000),
            FreePowerLosses = reader.Whole("FreePowerLosses", usual.FreePowerLosses, 0, 1000),
            CrashLimit = reader.Whole("CrashLimit", usual.CrashLimit, 1, 1000),
            MaxInterruptions = reader.Whole("MaxInterruptions", usual.MaxInterruptions, 1, 100_000),
            MisfireGrace = reader.Seconds("MisfireGraceSeconds", usual.MisfireGrace.TotalSeconds, 0, 86400),
            QueueLimit = reader.Whole("QueueLimit", usual.QueueLimit, 1, 1_000_000),
            QueueLimitPerKind = reader.Whole("QueueLimitPerKind", usual.QueueLimitPerKind, 1, int.MaxValue),
            RefuseUnknownPrerequisites = reader.Flag("RefuseUnknownPrerequisites", usual.RefuseUnknownPrerequisites),
            KeepFinishedFor = TimeSpan.FromDays(reader.Number("KeepFinishedDays", usual.KeepFinishedFor.TotalDays, 0, 3650)),
            KeepFinished = reader.Whole("KeepFinished", usual.KeepFinished, 0, 1_000_000),
        };
    }

    // FNV-1a hash of the id, so that devices with the same task do not retry at the same time.
    private static uint SeedOf(string id) => id.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u);
}
