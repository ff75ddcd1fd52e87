namespace EdgeAgent.Simulation;

/// <summary>
/// A recorded trace on an even grid. Slot i covers [<see cref="TimeOf"/>(i), + step); a slot without a row is unknown (state -1, NaN).
/// </summary>
public sealed class Trace
{
    public required string Name { get; init; }

    /// <summary>Grid step, s.</summary>
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

    public int Count => Charging.Length;

    public long EndS => StartS + (long)Count * StepS;

    public long TimeOf(int slot) => StartS + (long)slot * StepS;

    /// <summary>The slot that covers a time, limited to the trace.</summary>
    public int SlotOf(long timeS) => (int)Math.Clamp((timeS - StartS) / StepS, 0, Count - 1);

    public bool HasHarvest => Array.Exists(HarvestW, h => !double.IsNaN(h));

    public bool HasSoc => Array.Exists(SocPct, s => !double.IsNaN(s));
}
