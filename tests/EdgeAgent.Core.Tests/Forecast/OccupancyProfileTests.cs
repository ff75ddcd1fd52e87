using EdgeAgent.Core.Forecast;

namespace EdgeAgent.Core.Tests.Forecast;

public sealed class OccupancyProfileTests
{
    private const double Mean = 0.3;

    private static OccupancyProfile Seen(params (int Cell, double Hours, double Share)[] observed)
    {
        var profile = new OccupancyProfile();
        foreach ((int cell, double hours, double share) in observed) profile.Observe(cell, hours, share);
        return profile;
    }

    [Fact]
    public void A_cell_that_was_never_seen_has_the_mean()
    {
        var profile = new OccupancyProfile();
        for (int cell = 0; cell < 96; cell++)
        {
            Assert.Equal(Mean, profile.At(cell, Mean), 12);
            Assert.False(profile.IsSeen(cell));
        }

        Assert.Equal(0, profile.HoursSeen());
        Assert.Equal(0.7, profile.Mean(0.7), 12);
    }

    [Fact]
    public void The_mean_gives_three_hours_to_what_is_usual()
    {
        OccupancyProfile profile = Seen((10, 4, 0.5), (60, 1, 1));
        Assert.Equal((2 + 1 + 3 * 0.2) / (5 + 3), profile.Mean(0.2), 12);
        Assert.Equal(5, profile.HoursSeen(), 12);
        Assert.True(profile.IsSeen(10));
        Assert.False(profile.IsSeen(11));
    }

    [Theory]
    [InlineData(10, 0.5, 1.0 / 1)] // the cell itself: 1 h held of 2 in all, and an hour of its time of day
    [InlineData(58, 0, 1.0 / 1)] // the same time of the other part of the week
    [InlineData(9, 0, 0.5)] // a neighbour counts half
    [InlineData(11, 0, 0.5)]
    [InlineData(8, 0, 0)] // two cells away counts nothing
    [InlineData(12, 0, 0)]
    public void One_hour_held_is_shrunk_to_the_time_of_day_and_that_to_the_mean(int cell, double own, double weight)
    {
        OccupancyProfile profile = Seen((10, 1, 1));
        double day = (weight * 1 + 1 * Mean) / (weight + 1);
        double ownHours = own * 2;
        Assert.Equal((ownHours + 1 * day) / (ownHours + 1), profile.At(cell, Mean), 12);
    }

    [Theory]
    [InlineData(0, 47)]
    [InlineData(47, 0)]
    [InlineData(48, 95)]
    [InlineData(95, 0)]
    public void Midnight_has_neighbours_on_both_sides(int cell, int neighbour) =>
        Assert.Equal((0.5 + Mean) / 1.5, Seen((neighbour, 1, 1)).At(cell, Mean), 12);

    [Fact]
    public void The_prior_counts_in_each_cell_as_hours_seen_there()
    {
        var random = new Random(5);
        double[] usual = [.. Enumerable.Range(0, 96).Select(_ => random.NextDouble())];
        var own = new OccupancyProfile();
        var both = new OccupancyProfile();
        for (int cell = 0; cell < 96; cell++)
        {
            double hours = 3 * random.NextDouble(), share = random.NextDouble();
            own.Observe(cell, hours, share);
            both.Observe(cell, hours, share);
            both.Observe(cell, 0.5, usual[cell]);
        }

        for (int cell = 0; cell < 96; cell++) Assert.Equal(both.At(cell, Mean), own.At(cell, Mean, usual, 0.5), 12);
    }

    [Fact]
    public void Half_is_forgotten_in_three_weeks()
    {
        OccupancyProfile profile = Seen((10, 4, 0.5), (60, 1, 1));
        profile.Forget(21);
        Assert.Equal((1, 2), (profile.Held[10], profile.Hours[10]));
        Assert.Equal((0.5, 0.5), (profile.Held[60], profile.Hours[60]));
        profile.Forget(10.5);
        Assert.Equal(2 / Math.Sqrt(2), profile.Hours[10], 12);
    }

    [Fact]
    public void Pooled_profiles_add_their_hours()
    {
        OccupancyProfile pooled = Seen((10, 4, 0.5));
        Seen((10, 2, 1), (11, 1, 0)).AddTo(pooled);
        Assert.Equal((4, 6), (pooled.Held[10], pooled.Hours[10]));
        Assert.Equal((0, 1), (pooled.Held[11], pooled.Hours[11]));
    }
}
