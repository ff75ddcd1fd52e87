using EdgeAgent.Shared;

namespace EdgeAgent.Nano.Tasks;

/// <summary>The contract's words in the order of the shared enums, because the framework's <c>ToString</c> of an enum is a number. A test compares them with the agent's.</summary>
public static class WireNames
{
    private static readonly string[] Phases =
    {
        "BLOCKED", "SCHEDULED", "WAITING", "DEFERRED", "READY", "STARTING", "RUNNING", "PAUSED", "STOPPING",
        "SUCCEEDED", "FAILED", "TIMED_OUT", "CANCELED", "REJECTED", "REMOVED",
    };

    private static readonly string[] States = { "QUEUED", "IN_PROGRESS", "SUCCEEDED", "FAILED", "TIMED_OUT", "CANCELED", "REJECTED", "REMOVED" };

    private static readonly string[] StopReasons =
    {
        "NONE", "CANCELLED_BY_APP", "PREEMPT", "TIMEOUT", "STEP_TIMEOUT", "PROGRESS_STALLED", "DEVICE_STATE", "CONSTRAINT_BATTERY_NOT_LOW",
        "CONSTRAINT_CHARGING", "CONSTRAINT_CONNECTIVITY", "CONSTRAINT_DEVICE_IDLE", "CONSTRAINT_STORAGE_NOT_LOW", "QUOTA", "USER", "BATTERY_CRITICAL",
        "ENERGY_BUDGET", "UNDERVOLTAGE", "THERMAL", "MEMORY_PRESSURE", "CLOCK_CHANGED", "AGENT_SHUTDOWN", "AGENT_UPDATE", "AGENT_CRASH", "POWER_LOSS",
        "DEADLINE_EXPIRED", "QUARANTINED", "PREREQUISITE_FAILED", "INTERRUPTED_NOT_RESUMABLE", "REPLACED",
    };

    private static readonly string[] WaitReasons =
    {
        "PREREQUISITE", "MINIMUM_LATENCY", "BACKOFF", "CONSTRAINT_BATTERY_NOT_LOW", "CONSTRAINT_CHARGING", "CONSTRAINT_CONNECTIVITY", "CONSTRAINT_DEVICE_IDLE",
        "CONSTRAINT_STORAGE_NOT_LOW", "CPU_BUSY", "MEMORY", "DISK", "THERMAL", "UNDERVOLTAGE", "SENSOR_STALE", "CLOCK_UNTRUSTED", "CONCURRENCY", "QUOTA",
        "ENERGY_BUDGET", "PLANNED_WINDOW", "QUIET_HOURS", "USER_HOLD",
    };

    private static readonly string[] Categories = { "network", "authentication", "server_error", "client_error", "timeout", "other" };
    private static readonly string[] Classes = { "critical", "normal", "background", "charging_only" };
    private static readonly string[] Priorities = { "critical", "high", "normal", "low" };
    private static readonly string[] Modes = { "full", "reduced", "minimal", "critical", "suspended" };
    private static readonly string[] Sources = { "unknown", "battery", "external" };
    private static readonly string[] Charges = { "unknown", "charging", "discharging", "full", "not_charging" };
    private static readonly string[] Qualities = { "stale", "estimated", "measured" };

    public static string Of(TaskPhase value) => Phases[(int)value];

    public static string Of(TaskState value) => States[(int)value];

    public static string Of(StopReason value) => StopReasons[(int)value];

    public static string Of(WaitReason value) => WaitReasons[(int)value];

    public static string Of(ErrorCategory value) => Categories[(int)value];

    public static string Of(TaskClass value) => Classes[(int)value];

    public static string Of(OperatingMode value) => Modes[(int)value];

    public static string Of(PowerSource value) => Sources[(int)value];

    public static string Of(ChargeStatus value) => Charges[(int)value];

    public static string Of(PowerQuality value) => Qualities[(int)value];

    /// <summary>Of a priority, 0 to 3.</summary>
    public static string Priority(int value) => Priorities[value];

    /// <summary>Place of a word in the list of classes, priorities, modes or error categories; -1 when it is none.</summary>
    public static int Class(string word) => Find(Classes, word);

    public static int PriorityOf(string word) => Find(Priorities, word);

    public static int Mode(string word) => Find(Modes, word);

    public static int Category(string word) => Find(Categories, word);

    private static int Find(string[] words, string word)
    {
        for (int i = 0; i < words.Length; i++)
        {
            if (words[i] == word) return i;
        }

        return -1;
    }
}
