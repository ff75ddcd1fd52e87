using System.Globalization;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tasks;

/// <summary>The wait conditions that transitions create; all others come from the scheduler.</summary>
internal static class Waits
{
    private const string UntilLooked = "the scheduler's next pass";

    public static WaitCondition Accepted(in Timestamp now) => new(WaitReason.Concurrency, "just accepted", UntilLooked, now.Utc, null);

    /// <summary>Whether a transition made the only wait condition and the scheduler has not evaluated the task since.</summary>
    public static bool IsProvisional(IReadOnlyList<WaitCondition> waits) => waits.Count == 1 && waits[0].Required == UntilLooked;

    public static WaitCondition Backoff(in Timestamp now, TimeSpan delay) => new(
        WaitReason.Backoff,
        "attempt failed",
        string.Create(CultureInfo.InvariantCulture, $"{delay.TotalSeconds:0} s pass"),
        now.Utc,
        now.IsTrusted ? now.Utc + delay : null);

    public static WaitCondition NextRun(TaskRecord record, in Timestamp now)
    {
        if (record.Spec.Schedule is TaskSchedule.Cron && record.Slot is null)
        {
            return new WaitCondition(WaitReason.ClockUntrusted, WireNames.Lower(now.Clock), "ntp or rtc", now.Utc, null);
        }

        DateTimeOffset due = record.Slot?.At ?? now.Utc.AddMilliseconds(record.NotBeforeMs - now.DeviceTimeMs);
        return new WaitCondition(WaitReason.MinimumLatency, $"run {record.Run - 1} ended", $"run {record.Run} is due", now.Utc, due);
    }

    /// <summary>Text of the wait condition <c>PREREQUISITE</c>. It names unknown ids, because these tasks may never be submitted.</summary>
    public static string Prerequisites(IReadOnlyList<Prerequisite> waitsFor, Func<string, bool> isKnown)
    {
        string[] missing = [.. waitsFor.Where(p => !isKnown(p.Id)).Select(p => p.Id)];
        if (missing.Length == 0) return "not ended";
        return $"no such task: {string.Join(", ", missing)}";
    }

    public static WaitCondition Interrupted(in Timestamp now, StopReason cause) =>
        new(ReasonAfter(cause), $"stopped: {WireNames.Upper(cause)}", UntilLooked, now.Utc, null);

    private static WaitReason ReasonAfter(StopReason cause) => cause switch
    {
        StopReason.ConstraintBatteryNotLow or StopReason.BatteryCritical => WaitReason.ConstraintBatteryNotLow,
        StopReason.ConstraintCharging => WaitReason.ConstraintCharging,
        StopReason.ConstraintConnectivity => WaitReason.ConstraintConnectivity,
        StopReason.ConstraintDeviceIdle => WaitReason.ConstraintDeviceIdle,
        StopReason.ConstraintStorageNotLow => WaitReason.ConstraintStorageNotLow,
        StopReason.Quota => WaitReason.Quota,
        StopReason.EnergyBudget => WaitReason.EnergyBudget,
        StopReason.Undervoltage => WaitReason.Undervoltage,
        StopReason.Thermal => WaitReason.Thermal,
        StopReason.MemoryPressure => WaitReason.Memory,
        _ => WaitReason.Concurrency,
    };
}
