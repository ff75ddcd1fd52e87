using EdgeAgent.Core.Power;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Tests.Power;

public class RollupTests
{
    private static Timestamp At(double seconds) => new(DateTimeOffset.UnixEpoch, (long)(seconds * 1000), ClockTrust.Ntp);

    private static PowerState Power(double soc, double watts, PowerSource source = PowerSource.Battery) => new()
    {
        SocPct = soc,
        PowerW = watts,
        LoadW = 3,
        Source = source,
        Quality = PowerQuality.Measured,
        Charging = watts > 0 ? ChargeStatus.Charging : ChargeStatus.Discharging,
    };

    [Fact]
    public void A_period_comes_down_to_means_by_time_extremes_and_shares()
    {
        var builder = new RollupBuilder(TimeSpan.FromMinutes(15));
        Assert.Null(builder.Add(Power(50, -2), SystemState.Unknown, At(900)));
        Assert.Null(builder.Add(Power(48, -2), new SystemState { CpuPct = 10, CpuTemperatureC = 50, IsIdle = true }, At(1200)));
        Assert.Null(builder.Add(Power(52, 6, PowerSource.External), new SystemState { CpuPct = 40, CpuTemperatureC = 61 }, At(1300)));
        var rollup = builder.Add(Power(53, 6, PowerSource.External), SystemState.Unknown, At(1800))!;
        Assert.Equal(900_000, rollup.StartMs);
        Assert.Equal(3, rollup.Samples);
        Assert.Equal(400, rollup.Seconds);
        Assert.Equal(52, rollup.SocPct);
        Assert.Equal(48, rollup.LowestSocPct);
        Assert.Equal(61, rollup.HottestCpuC);
        Assert.Equal(1.5, rollup.DrainW, 6); // 2 W for 300 of 400 s
        Assert.Equal(1.5, rollup.ChargeW, 6); // 6 W for 100 of 400 s
        Assert.Equal(17.5, rollup.CpuPct, 6);
        Assert.Equal(0.25, rollup.ExternalShare, 6);
        Assert.Equal(0.75, rollup.IdleShare, 6);
        Assert.True(double.IsNaN(rollup.HarvestW));
    }

    [Fact]
    public void A_gap_stands_for_nothing()
    {
        var builder = new RollupBuilder(TimeSpan.FromHours(6));
        builder.Add(Power(50, -2), SystemState.Unknown, At(0));
        builder.Add(Power(50, -2), SystemState.Unknown, At(5000));
        Assert.Equal(0, builder.Flush()!.Seconds);
    }

    [Fact]
    public void Stale_charge_is_not_recorded()
    {
        var builder = new RollupBuilder(TimeSpan.FromMinutes(15));
        builder.Add(Power(50, -2) with { Quality = PowerQuality.Stale }, SystemState.Unknown, At(0));
        Assert.True(double.IsNaN(builder.Flush()!.SocPct));
    }

    [Fact]
    public void Encoding_keeps_hundredths_and_unknowns()
    {
        var rollup = new Rollup(1_800_000, 900, 30, 55.55, 54.01, 0, 3.27, 4.5, double.NaN, 12.34, 61.2, 0.25, 0, 1);
        byte[] bytes = rollup.Encode();
        Assert.Equal(Rollup.Bytes, bytes.Length);
        Assert.Equal(rollup, Rollup.Decode(bytes));
        Assert.Null(Rollup.Decode(bytes.AsSpan(1)));
        bytes[0] = 9;
        Assert.Null(Rollup.Decode(bytes));
    }

    [Theory]
    [InlineData(100L << 20, 5)]
    [InlineData(2L << 20, 15)]
    [InlineData(1L << 20, 30)]
    [InlineData(1000, 360)]
    public void The_write_budget_decides_the_period(long bytesPerDay, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), RollupBuilder.PeriodFor(bytesPerDay));

    [Fact]
    public void A_day_of_rollups_keeps_the_budget()
    {
        foreach (long budget in new[] { 200_000L, 1L << 20, 5L << 20 })
        {
            var builder = new RollupBuilder(RollupBuilder.PeriodFor(budget));
            int rows = 0;
            for (int second = 0; second < 86_400; second += 30)
                if (builder.Add(Power(50, -1), SystemState.Unknown, At(second)) is not null) rows++;
            Assert.True(rows * 16 * 1024 <= budget);
            Assert.True(rows >= 3);
        }
    }

    [Theory]
    [InlineData(24 * 4 * 16 * 1024, 15)]
    [InlineData(24 * 4 * 16 * 1024 - 1, 30)]
    public void The_period_is_the_shortest_whose_rows_fit_the_budget(long bytesPerDay, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), RollupBuilder.PeriodFor(bytesPerDay));

    [Theory]
    [InlineData(600, 600)]
    [InlineData(600.001, 0)]
    public void A_sample_stands_for_at_most_ten_minutes_before_it(double seconds, int covered)
    {
        var builder = new RollupBuilder(TimeSpan.FromHours(6));
        builder.Add(Power(50, -2), SystemState.Unknown, At(0)); // the first moment of a device is a moment as any other
        builder.Add(Power(50, -2), SystemState.Unknown, At(seconds));
        Assert.Equal(covered, builder.Flush()!.Seconds);
    }

    [Fact]
    public void One_sample_has_no_shares_and_no_means()
    {
        var builder = new RollupBuilder(TimeSpan.FromMinutes(15));
        builder.Add(Power(50, -2), SystemState.Unknown, At(900));
        Rollup rollup = builder.Flush()!;
        Assert.Equal((50, 0), (rollup.SocPct, rollup.Seconds));
        Assert.All([rollup.ExternalShare, rollup.ChargingShare, rollup.IdleShare, rollup.DrainW, rollup.CpuPct], v => Assert.True(double.IsNaN(v)));
    }

    [Fact]
    public void A_value_that_is_known_for_a_part_of_the_time_has_the_mean_of_that_part()
    {
        var builder = new RollupBuilder(TimeSpan.FromMinutes(15));
        builder.Add(Power(50, -2), SystemState.Unknown, At(900));
        builder.Add(Power(50, 4), new SystemState { CpuPct = 30 }, At(1000));
        builder.Add(Power(50, -2), SystemState.Unknown, At(1400));
        Rollup rollup = builder.Flush()!;
        Assert.Equal((30, 3), (rollup.CpuPct, rollup.LoadW));
        Assert.Equal(0.2, rollup.ChargingShare, 1e-9);
    }

    [Fact]
    public void A_value_beyond_the_range_of_its_field_is_stored_as_its_end()
    {
        var rollup = new Rollup(0, 900, 30, 1e9, -1e9, 0, 0, 0, 0, 0, 1e9, 0, 0, 1);
        Rollup read = Rollup.Decode(rollup.Encode())!;
        Assert.Equal((327.67, -327.67, 3276.7), (read.SocPct, read.LowestSocPct, read.HottestCpuC));
    }
}
