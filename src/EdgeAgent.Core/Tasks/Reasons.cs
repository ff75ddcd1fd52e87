namespace EdgeAgent.Core.Tasks;

/// <summary>Why a run was stopped or a task ended without success; contract words of <c>reason</c>.</summary>
public enum StopReason
{
    None,
    CancelledByApp,
    Preempt,
    Timeout,
    StepTimeout,
    ProgressStalled,
    DeviceState,
    ConstraintBatteryNotLow,
    ConstraintCharging,
    ConstraintConnectivity,
    ConstraintDeviceIdle,
    ConstraintStorageNotLow,
    Quota,
    User,
    BatteryCritical,
    EnergyBudget,
    Undervoltage,
    Thermal,
    MemoryPressure,
    ClockChanged,
    AgentShutdown,
    AgentUpdate,
    AgentCrash,
    PowerLoss,
    DeadlineExpired,
    Quarantined,
    PrerequisiteFailed,
    InterruptedNotResumable,

    /// <summary>Newer unique work took its place.</summary>
    Replaced,
}

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

/// <summary>What kind of failure a run had; decides whether and when it is tried again (contract, section 5).</summary>
public enum ErrorCategory
{
    Network,
    Authentication,
    ServerError,
    ClientError,
    Timeout,
    Other,
}

/// <summary>One unmet condition, for people: <c>why</c> lists all of them.</summary>
/// <param name="Current">What is, with unit: <c>42 %</c>.</param>
/// <param name="Required">What would have to be: <c>&gt;= 80 %</c>.</param>
/// <param name="Since">Since when this reason holds without a break.</param>
/// <param name="EstimatedAt">When it is expected to be met; null when nobody can say.</param>
public sealed record WaitCondition(WaitReason Reason, string Current, string Required, DateTimeOffset Since, DateTimeOffset? EstimatedAt);
