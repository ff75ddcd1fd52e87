namespace EdgeAgent.Shared;

/// <summary>Why a task has not started; contract words of <c>wait_reasons[].reason</c>.</summary>
public enum WaitReason
{
    Prerequisite,
    MinimumLatency,
    Backoff,
    ConstraintBatteryNotLow,
    ConstraintCharging,
    ConstraintConnectivity,
    ConstraintDeviceIdle,
    ConstraintStorageNotLow,
    CpuBusy,
    Memory,
    Disk,
    Thermal,
    Undervoltage,
    SensorStale,
    ClockUntrusted,
    Concurrency,
    Quota,
    EnergyBudget,
    PlannedWindow,
    QuietHours,
    UserHold,
}
