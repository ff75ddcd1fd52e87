
namespace EdgeAgent.Execution;

/// <summary>What the processes of one run may use together.</summary>
/// <param name="MemoryBytes">Null: no bound.</param>
/// <param name="CpuPct">Per cent of one core; 150 is one and a half cores. Null: no bound.</param>
internal sealed record GroupLimits(long? MemoryBytes, double? CpuPct, int MaxProcesses, TaskClass Class)
{
    /// <summary>Work that nobody waits for yields the processor: nice 0 (critical) to 15.</summary>
    public int Nice => Class switch
    {
        TaskClass.Critical => 0,
        TaskClass.Normal => 5,
        TaskClass.Background => 10,
        TaskClass.ChargingOnly => 15,
    };

    /// <summary>ionice class (2 best effort, 3 idle) and level (0 to 7, 7 last).</summary>
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
