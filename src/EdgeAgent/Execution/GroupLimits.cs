namespace EdgeAgent.Execution;

/// <summary>Limits of all processes of a run together.</summary>
/// <param name="MemoryBytes">Memory, bytes; null: no limit.</param>
/// <param name="CpuPct">Processor time, percent of one core, so 150 is one and a half cores; null: no limit.</param>
internal sealed record GroupLimits(long? MemoryBytes, double? CpuPct, int MaxProcesses, TaskClass Class)
{
    /// <summary>Nice value by task class, 0 (critical) to 15: less urgent work yields the processor.</summary>
    public int Nice => Class switch
    {
        TaskClass.Critical => 0,
        TaskClass.Normal => 5,
        TaskClass.Background => 10,
        TaskClass.ChargingOnly => 15,
    };

    /// <summary>ionice class (2 best effort, 3 idle) and level (0 first to 7 last).</summary>
    public (int Class, int Level) IoPriority => Class switch
    {
        TaskClass.Critical => (2, 4),
        TaskClass.Normal => (2, 6),
        TaskClass.Background => (2, 7),
        TaskClass.ChargingOnly => (3, 0),
    };

    /// <summary>cgroup cpu.weight and io.weight, 1 to 10000; 100 is the kernel's default.</summary>
    public int Weight => Class switch
    {
        TaskClass.Critical => 100,
        TaskClass.Normal => 60,
        TaskClass.Background => 30,
        TaskClass.ChargingOnly => 20,
    };
}
