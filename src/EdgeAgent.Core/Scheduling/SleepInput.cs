using EdgeAgent.Core.Power;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Scheduling;

/// <summary>Everything that the decision depends on. Times named <c>…Ms</c> are device time.</summary>
public sealed record SleepInput
{
    public required Timestamp Now { get; init; }
    public required PowerState Power { get; init; }
    public required OperatingMode Mode { get; init; }

    /// <summary>The unfinished ones.</summary>
    public required IEnumerable<TaskRecord> Tasks { get; init; }

    /// <summary>When the next plan is due; <see cref="Plan.NextWakeUpMs"/>.</summary>
    public long? PlanWakeUpMs { get; init; }

    /// <summary>When the device has promised its next snapshot.</summary>
    public long? ReportDueMs { get; init; }

    /// <summary>Last wake-up, connection or message.</summary>
    public long AttendedMs { get; init; }

    /// <summary>Something waits to be sent, and the broker is connected.</summary>
    public bool HasUnsaid { get; init; }

    /// <summary>A user wants the device awake.</summary>
    public bool IsHeld { get; init; }
}
