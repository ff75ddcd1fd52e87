using EdgeAgent.Core.Forecast;

namespace EdgeAgent.Core.Tests.Forecast;

public sealed class SwitchLogTests
{
    private const long Switched = 30_000_000;

    private static SwitchLog Log(int left, params long[] times)
    {
        var log = new SwitchLog();
        foreach (long at in times) log.Add(at, left);
        return log;
    }

    [Theory]
    [InlineData(-91, 0)]
    [InlineData(-90, 1)]
    [InlineData(-31, 1)]
    [InlineData(-30, 2)]
    [InlineData(-1, 2)]
    [InlineData(0, 3)]
    [InlineData(30, 3)]
    [InlineData(31, 4)]
    [InlineData(90, 4)]
    [InlineData(91, 0)]
    public void A_time_has_the_bin_of_its_distance_from_the_switch(int minutesAfterIt, int bin)
    {
        Span<int> filled = stackalloc int[1];
        for (int state = 0; state < 2; state++)
        {
            SwitchLog log = Log(state, Switched);
            log.Fill(state, Switched + minutesAfterIt, 15, filled);
            Assert.Equal(bin, log.Bin(state, Switched + minutesAfterIt));
            Assert.Equal(bin, filled[0]);
        }
    }

    [Fact]
    public void A_switch_out_of_the_other_state_does_not_count()
    {
        SwitchLog log = Log(0, Switched);
        Span<int> filled = [9, 9];
        log.Fill(1, Switched, 15, filled);
        Assert.Equal(0, log.Bin(1, Switched));
        Assert.Equal([0, 0], filled.ToArray());
    }

    [Fact]
    public void Of_two_switches_the_nearer_counts_and_midway_the_earlier()
    {
        SwitchLog log = Log(1, Switched, Switched + 100);
        Span<int> filled = stackalloc int[3];
        log.Fill(1, Switched + 49, 1, filled);
        int[] expected = [4, 4, 1];
        Assert.Equal(expected, filled.ToArray());
        Assert.Equal(expected, Enumerable.Range(49, 3).Select(minutes => log.Bin(1, Switched + minutes)));
    }

    [Fact]
    public void A_full_log_forgets_its_oldest_switch()
    {
        SwitchLog log = Log(1, [.. Enumerable.Range(0, SwitchLog.Capacity).Select(i => Switched + i * 1000L)]);
        Assert.Equal(3, log.Bin(1, Switched));
        log.Add(Switched + SwitchLog.Capacity * 1000L, 1);
        Assert.Equal(0, log.Bin(1, Switched));
        Assert.Equal(3, log.Bin(1, Switched + 1000));
        Assert.Equal(3, log.Bin(1, Switched + SwitchLog.Capacity * 1000L));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(SwitchLog.Capacity)]
    [InlineData(SwitchLog.Capacity + 21)]
    public void One_walk_gives_the_bins_of_each_time_alone(int switches)
    {
        SwitchLog log = new();
        var random = new Random(switches);
        long at = Switched;
        for (int i = 0; i < switches; i++) log.Add(at += 1 + 2 * random.Next(100), i / 3 % 2);
        Span<int> bins = stackalloc int[96];
        for (int state = 0; state < 2; state++)
        {
            for (long from = Switched - 200; from < at; from += 96 * 14)
            {
                log.Fill(state, from, 14, bins);
                for (int k = 0; k < bins.Length; k++) Assert.Equal(BinByHand(log, state, from + k * 14L), bins[k]);
            }
        }
    }

    private static int BinByHand(SwitchLog log, int state, long at)
    {
        long[] after = [.. log.Entries.Where(e => e != 0 && e % 2 == state).OrderBy(e => Math.Abs(at - e / 2)).ThenBy(e => e).Take(1).Select(e => at - e / 2)];
        if (after.Length == 0 || Math.Abs(after[0]) > 90) return 0;
        if (after[0] < 0) return Math.Abs(after[0]) > 30 ? 1 : 2;
        return after[0] > 30 ? 4 : 3;
    }
}
