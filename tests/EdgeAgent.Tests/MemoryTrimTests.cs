using EdgeAgent.Loop;

namespace EdgeAgent.Tests;

public sealed class MemoryTrimTests
{
    private const long MiB = 1 << 20;

    private long _allocated;
    private int _collections;

    [Fact]
    public void What_a_start_has_used_is_given_back_half_a_minute_later_and_once()
    {
        var trim = Trim();
        _allocated = 4 * MiB;
        trim.Look(1_000);
        Assert.Equal(31_000, trim.DueMs);
        trim.Look(30_999);
        Assert.Equal(0, _collections);
        trim.Look(31_000);
        Assert.Equal(1, _collections);
        Assert.Null(trim.DueMs);

        _allocated += MiB - 1;
        trim.Look(1_000_000);
        Assert.Equal(1, _collections);
        Assert.Null(trim.DueMs);
    }

    [Fact]
    public void A_burst_of_an_hour_costs_two_collections_a_minute()
    {
        var trim = Trim();
        for (long now = 0; now < 3_600_000; now += 100)
        {
            _allocated += MiB;
            trim.Look(now);
        }

        Assert.InRange(_collections, 115, 120);
    }

    /// <summary>As much garbage as a burst leaves; measured around the collection alone, since other tests run beside this one.</summary>
    [Fact]
    public void Memory_of_a_burst_goes_back_to_the_system()
    {
        Burn();
        var trim = MemoryTrim.OfProcess();
        trim.Look(0);
        long full = Environment.WorkingSet;
        trim.Look(30_000);
        Assert.InRange(full - Environment.WorkingSet, 100 * MiB, long.MaxValue);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Burn()
    {
        byte[][] kept = new byte[200_000][];
        for (int i = 0; i < kept.Length; i++)
        {
            kept[i] = new byte[1000];
            kept[i].AsSpan().Fill(1);
        }

        GC.KeepAlive(kept);
    }

    private MemoryTrim Trim() => new(() => _allocated, () => _collections++);
}
