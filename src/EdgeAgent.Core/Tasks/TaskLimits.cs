namespace EdgeAgent.Core.Tasks;

/// <summary>Bounds on one attempt. Its clocks stand still while it is paused.</summary>
/// <param name="Run">Longest run time of an attempt.</param>
/// <param name="Stall">Longest time without progress: neither the percentage nor the checkpoint moves.</param>
/// <param name="Step">Longest time without any word from the worker (an addition to the contract's fields).</param>
public sealed record TaskLimits(TimeSpan? Run, TimeSpan? Stall, double? CpuPct, double? MemoryMb, double? OutputKib, TimeSpan? Step = null)
{
    public static TaskLimits None { get; } = new(null, null, null, null, null);
}
