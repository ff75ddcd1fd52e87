using EdgeAgent.Core.Forecast;

namespace EdgeAgent.Core.Tests.Forecast;

public sealed class SemiMarkovModelTests
{
    // Bins of the corrections in a state's tables: age 25, a day ago 5, a week ago 5, weekday x quarter 28, busy 1 and 1.
    private const int DayAgo = 25, WeekAgo = 30, Weekday = 35, Busy2 = 63, Busy7 = 64, PerState = 65;
    private const double UsualRate = 0.5 / 12; // one switch a day, without any data

    private static readonly int[] Unknown = [-1, -1, -1, -1, -1, -1];

    private static SemiMarkovModel Model() => new(ChargePrior.None);

    [Fact]
    public void Time_in_a_state_adds_exposure_and_expected_switches_where_the_bins_are_known()
    {
        SemiMarkovModel model = Model();
        model.Observe(1, 20, [3, -1, 4, 27, 0, -1], 0.5, false);
        Assert.Equal(0.5, model.Exposure[SwitchingRates.Cells + 20], 12);
        Assert.Equal(0.5, model.Exposure.Sum(), 12);
        Assert.Equal(0, model.Switches.Sum());
        Assert.Equal(0, model.Seen.Sum());
        foreach (int bin in new[] { 3, WeekAgo + 4, Weekday + 27, Busy2 }) Assert.Equal(0.5 * UsualRate, model.Expected[PerState + bin], 12);
        Assert.Equal(4 * 0.5 * UsualRate, model.Expected.Sum(), 12);
    }

    [Fact]
    public void A_switch_counts_in_its_half_hour_and_in_each_known_bin()
    {
        SemiMarkovModel model = Model();
        model.Observe(0, 20, [3, 2, -1, -1, -1, 0], 0.25, true);
        Assert.Equal(1, model.Switches[20]);
        Assert.Equal(1, model.Switches.Sum());
        foreach (int bin in new[] { 3, DayAgo + 2, Busy7 }) Assert.Equal(1, model.Seen[bin]);
        Assert.Equal(3, model.Seen.Sum());
        // Two switches of any age must be outweighed.
        Assert.Equal((1 + 2) / (0.25 * UsualRate + 2), model.AgeCorrection(0, 3), 9);
        Assert.Equal(1, model.AgeCorrection(0, 4));
        Assert.Equal(1, model.AgeCorrection(1, 3));
        Assert.Equal(1, model.AgeCorrection(0, -1));
    }

    [Fact]
    public void The_rate_is_that_of_the_half_hour_times_the_corrections_other_than_the_age()
    {
        SemiMarkovModel model = Model();
        model.Observe(0, 20, [3, 2, -1, -1, -1, -1], 0.25, true);
        double plain = model.RateWithoutAge(0, 20, Unknown);
        double correction = (1 + 3) / (0.25 * UsualRate + 3);
        Assert.Equal(plain * correction, model.RateWithoutAge(0, 20, [3, 2, 0, -1, -1, -1]), 9);
        Assert.Equal(plain, model.RateWithoutAge(0, 20, [3, 1, -1, -1, -1, -1]), 9);
        Assert.True(plain > UsualRate);
    }

    [Fact]
    public void No_rate_is_above_the_highest()
    {
        SemiMarkovModel model = Model();
        for (int i = 0; i < 500; i++) model.Observe(0, 20, [-1, 2, -1, -1, -1, -1], 1 / 60.0, true);
        Assert.Equal(SwitchingRates.MaxRate, model.RateWithoutAge(0, 20, [-1, 2, -1, -1, -1, -1]));
    }

    [Fact]
    public void Corrections_are_bounded_those_by_busy_days_more_narrowly()
    {
        SemiMarkovModel model = Model();
        model.Expected[0] = model.Expected[Busy2] = 1e6;
        model.Seen[1] = model.Seen[PerState + Busy7] = 1e6;
        model.Loaded();
        Assert.Equal(0.02, model.AgeCorrection(0, 0), 12);
        Assert.Equal(50, model.AgeCorrection(0, 1), 12);
        double plain = model.RateWithoutAge(0, 20, Unknown);
        Assert.Equal(0.2 * plain, model.RateWithoutAge(0, 20, [-1, -1, -1, -1, 0, -1]), 12);
        Assert.Equal(5 * plain, model.RateWithoutAge(1, 20, [-1, -1, -1, -1, -1, 0]), 12);
    }

    [Fact]
    public void An_unlikely_moment_counts_as_little_exposure_and_a_likely_one_as_ten_at_most()
    {
        SemiMarkovModel model = Model();
        model.Seen[1] = 1e6;
        model.Expected[2] = 1e6;
        model.Loaded();
        model.Observe(0, 20, [1, -1, -1, -1, -1, -1], 0.5, false);
        Assert.Equal(0.5 * 10, model.Exposure[20], 9);
        model.Observe(0, 21, [2, -1, -1, -1, -1, -1], 0.5, false);
        Assert.Equal(0.5 * 0.02, model.Exposure[21], 9);
        // What a bin expects leaves its own correction out.
        Assert.Equal(0.5 * UsualRate, model.Expected[1], 3);
    }

    [Fact]
    public void Counts_halve_in_sixty_days_and_those_of_busy_days_in_two_and_in_seven()
    {
        SemiMarkovModel model = Model();
        model.Observe(1, 20, [3, -1, -1, -1, 0, 0], 0.5, true);
        model.Forget(2);
        double keep = Math.Pow(0.5, 2 / 60.0);
        Assert.Equal(keep, model.Switches[SwitchingRates.Cells + 20], 12);
        Assert.Equal(0.5 * keep, model.Exposure[SwitchingRates.Cells + 20], 12);
        Assert.Equal(keep, model.Seen[PerState + 3], 12);
        Assert.Equal(0.5, model.Seen[PerState + Busy2], 12);
        Assert.Equal(Math.Pow(0.5, 2 / 7.0), model.Seen[PerState + Busy7], 12);
        Assert.Equal(0.5 * 0.5 * UsualRate, model.Expected[PerState + Busy2], 12);
    }

    [Fact]
    public void One_model_can_be_added_to_another()
    {
        SemiMarkovModel from = Model(), to = Model();
        from.Observe(0, 20, [3, -1, -1, -1, -1, -1], 0.5, true);
        to.Observe(0, 20, [3, -1, -1, -1, -1, -1], 0.5, true);
        double alone = to.RateWithoutAge(0, 20, Unknown);
        from.AddTo(to);
        Assert.Equal(2, to.Switches[20]);
        Assert.Equal(2, to.Seen[3]);
        Assert.Equal(1, to.Exposure[20], 12);
        Assert.True(to.RateWithoutAge(0, 20, Unknown) > alone);
    }
}
