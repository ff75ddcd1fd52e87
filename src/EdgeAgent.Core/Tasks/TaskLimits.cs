namespace EdgeAgent.Core.Tasks;

/// <summary>Limits of one attempt; null: the default of the configuration where there is one, else no limit. Pauses do not count.</summary>
/// <param name="Run">Longest run time of an attempt.</param>
/// <param name="Stall">Longest time without a change of the percentage or the checkpoint.</param>
/// <param name="CpuPct">Processor time, percent of one core.</param>
/// <param name="MemoryMb">Memory of all processes of the task, MB.</param>
/// <param name="OutputKib">Output that is kept, KiB.</param>
/// <param name="Step">Longest time without a report of the worker (an addition to the contract's fields).</param>
public sealed record TaskLimits(TimeSpan? Run, TimeSpan? Stall, double? CpuPct, double? MemoryMb, double? OutputKib, TimeSpan? Step = null)
{
    public static TaskLimits None { get; } = new(null, null, null, null, null);
}
