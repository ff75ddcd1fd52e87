namespace EdgeAgent.Shared;

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

    /// <summary>Newer unique work replaced the task.</summary>
    Replaced,
}
