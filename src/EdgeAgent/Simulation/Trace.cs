namespace EdgeAgent.Simulation;

/// <summary>
/// A recorded trace as slots in order of time. Slot i covers [<see cref="TimeOf"/>(i), <see cref="TimeOf"/>(i + 1)); a slot without a row is unknown
/// (state -1, NaN). Slots are even, unless the rows were not.
/// </summary>
public sealed class Trace
{
    public required string Name { get; init; }

    /// <summary>Usual length of a slot, s.</summary>
    public required int StepS { get; init; }

    /// <summary>Time of slot 0, s since 1970 UTC.</summary>
    public required long StartS { get; init; }

    /// <summary>1 charging, 0 not, -1 unknown.</summary>
    public required sbyte[] Charging { get; init; }

    /// <summary>Local time minus UTC, minutes; gaps repeat the last known value.</summary>
    public required int[] OffsetMin { get; init; }

    public required double[] SocPct { get; init; }
    public required double[] LoadW { get; init; }
    public required double[] HarvestW { get; init; }

    /// <summary>Where each slot begins and, as the last, where the trace ends, s since 1970 UTC; null while all slots are even.</summary>
    public long[]? BoundsS { get; init; }

    public int Count => Charging.Length;

    public long EndS => TimeOf(Count);

    public long TimeOf(int slot)
    {
        if (BoundsS is null) return StartS + (long)slot * StepS;
        return BoundsS[slot];
    }

    /// <summary>Length of a slot, s.</summary>
    public long SpanOf(int slot) => TimeOf(slot + 1) - TimeOf(slot);

    /// <summary>The slot that covers a time, limited to the trace.</summary>
    public int SlotOf(long timeS)
    {
        if (BoundsS is null) return (int)Math.Clamp((timeS - StartS) / StepS, 0, Count - 1);
        int at = Array.BinarySearch(BoundsS, timeS);
        return Math.Clamp(at >= 0 ? at : ~at - 1, 0, Count - 1);
    }

    public bool HasHarvest => Array.Exists(HarvestW, h => !double.IsNaN(h));
}
