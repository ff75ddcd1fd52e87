using EdgeAgent.Core.Forecast;
using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Tests.Forecast;

public sealed class SkyModelTests
{
    private const int Classes = SkyModel.Classes;
    private readonly SkyModel _sky = new();

    /// <summary>Quarter hours of one day with these watts, from a slot on, and one more that closes the last.</summary>
    private void Day(int day, int slot, params double[] watts)
    {
        for (int i = 0; i < watts.Length; i++) Sample(day * 96 + slot + i, watts[i]);
        _sky.Observe((day * 96 + slot + watts.Length) * 15, 0, double.NaN, -1);
    }

    private void Sample(int slot, double watts, int state = 1) => _sky.Observe(slot * 15, 0.25, watts, state);

    [Fact]
    public void The_envelope_begins_with_the_first_day_and_follows_a_brighter_one_fast_and_a_duller_one_slowly()
    {
        Day(0, 40, 10);
        Assert.Equal(10, _sky.Envelope[40]);
        Day(1, 40, 20);
        Assert.Equal(12, _sky.Envelope[40], 12);
        Day(2, 40, 2);
        Assert.Equal(12 - 0.02 * 10, _sky.Envelope[40], 12);
        Assert.Equal(_sky.Envelope[40], _sky.Envelope.Sum());
    }

    [Fact]
    public void A_quarter_hour_is_the_mean_of_its_samples_and_counts_from_three_minutes_on()
    {
        _sky.Observe(600, 0.10, 4, 1);
        _sky.Observe(605, 0.05, 10, 1);
        _sky.Observe(615, 0.05, 8, 1);
        _sky.Observe(630, 0.051, 8, 1);
        _sky.Observe(645, 0, double.NaN, -1);
        Assert.Equal(6, _sky.Envelope[40], 12);
        Assert.Equal(0, _sky.Envelope[41]);
        Assert.Equal(8, _sky.Envelope[42], 12);
    }

    [Theory]
    [InlineData(1.0, 0)]
    [InlineData(1.01, 1)]
    [InlineData(2.05, 1)]
    [InlineData(2.06, 2)]
    [InlineData(3.3, 2)]
    [InlineData(3.31, 3)]
    [InlineData(5, 3)]
    [InlineData(5.01, 4)]
    [InlineData(7, 4)]
    [InlineData(7.01, 5)]
    [InlineData(8.9, 5)]
    [InlineData(8.91, 6)]
    [InlineData(30, 6)]
    public void A_class_reaches_half_way_to_the_next(double watts, int expected)
    {
        Day(0, 40, 10);
        Day(1, 40, watts);
        Assert.Equal(1, _sky.Dawns[expected]);
        Assert.Equal(1, _sky.Dawns.Sum());
    }

    [Fact]
    public void The_first_class_of_a_day_is_drawn_and_each_further_one_is_a_move()
    {
        Day(0, 40, 10, 10, 10);
        Assert.Equal(0, _sky.Dawns.Sum() + _sky.Moves.Sum()); // without an envelope there is no clearness
        Day(1, 40, 0.5, 5, 10);
        Assert.Equal(1, _sky.Dawns[0]);
        Assert.Equal(1, _sky.Moves[0 * Classes + 3]);
        Assert.Equal(1, _sky.Moves[3 * Classes + 6]);
        Assert.Equal(2, _sky.Moves.Sum());
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(5, 0)]
    public void Over_a_gap_of_more_than_an_hour_no_move_is_counted(int slots, int moves)
    {
        Day(0, 40, 10, 10, 10, 10, 10, 10);
        Sample(96 + 40, 5);
        Sample(96 + 40 + slots, 5);
        Sample(96 + 41 + slots, 5);
        Assert.Equal(moves, _sky.Moves.Sum());
    }

    [Fact]
    public void A_night_ends_a_chain_of_moves()
    {
        Day(0, 40, 10, 1, 10);
        Day(1, 40, 10, 1, 10);
        Assert.Equal(2, _sky.Dawns[6]);
        Assert.Equal(0, _sky.Moves.Sum());
    }

    [Fact]
    public void The_threshold_is_the_mean_harvest_between_the_samples_at_which_charging_changed()
    {
        Assert.Equal(3, _sky.Forecast(0, 1).ThresholdW);
        Sample(40, 2, 0);
        Sample(41, 6, 1);
        Assert.Equal(4, _sky.Forecast(0, 1).ThresholdW, 12);
        Sample(42, 6, 0);
        Assert.Equal(5, _sky.Forecast(0, 1).ThresholdW, 12);
        Sample(43, 20, -1); // not known
        Sample(44, 20, 1);
        Assert.Equal(5, _sky.Forecast(0, 1).ThresholdW, 12);
        for (int i = 0; i < 100; i++) Sample(45 + i, 7, i % 2);
        Assert.Equal(50, _sky.Learned[1]);
    }

    [Fact]
    public void The_panel_is_known_from_one_watt_on()
    {
        Sample(40, 1);
        Assert.False(_sky.IsKnown);
        Sample(41, 1.1);
        Assert.True(_sky.IsKnown);
    }

    [Fact]
    public void The_forecast_gives_moves_and_dawns_shrunk_to_what_is_usual()
    {
        Day(0, 40, 10, 10);
        Day(1, 40, 0.5, 5);
        SurplusForecast forecast = _sky.Forecast(40 * 15, 1);
        Assert.Equal((1 + 10 * Sky.Step[3]) / 11, forecast.Step[3], 12);
        Assert.Equal(10 * Sky.Step[1] / 11, forecast.Step[1], 12);
        Assert.Equal((1 + 5 * Sky.Dawn[0]) / (1 + 5 * Sky.Dawn.Sum()), forecast.Dawn[0], 12);
        for (int row = 0; row < Classes; row++) Assert.Equal(1, forecast.Step.AsSpan(row * Classes, Classes).ToArray().Sum(), 12);
        Assert.Equal(_sky.Envelope[40], forecast.EnvelopeW[0]);
        Assert.Equal(_sky.Envelope[41], forecast.EnvelopeW[1]);
        Assert.Equal(_sky.Envelope[40], forecast.EnvelopeW[96]);
    }

    [Theory]
    [InlineData(5, 3, 0.5)] // between the classes that stand for .4 and .6
    [InlineData(0.1, 0, 1)]
    [InlineData(1, 0, 0.5)]
    [InlineData(30, 5, 0)]
    public void The_present_sky_lies_between_two_classes(double watts, int lower, double share)
    {
        Day(0, 40, 10);
        Day(1, 39, 0, watts);
        _sky.Envelope[40] = 10;
        _sky.Observe((96 + 40) * 15 + 14, 0.01, watts, 1);
        SurplusForecast forecast = _sky.Forecast((96 + 40) * 15 + 14, 1);
        Assert.Equal(share, forecast.Chance[lower], 9);
        Assert.Equal(1 - share, forecast.Chance[lower + 1], 9);
    }

    [Fact]
    public void A_task_takes_from_the_battery_what_the_surplus_does_not_give()
    {
        Day(0, 40, 10);
        _sky.Observe((96 + 40) * 15, 0.01, 6, 1);
        SurplusForecast forecast = _sky.Forecast((96 + 40) * 15, 1);
        // In class 4 the panel gives 6 W, of which the idle device takes 1.
        Assert.Equal(1 - 5 / 8.0, forecast.ShareIn(0, 4, 8), 12);
        Assert.Equal(0, forecast.ShareIn(0, 4, 5), 12);
        Assert.Equal(1, forecast.ShareIn(0, 0, 8), 12); // .5 W, less than it needs itself
        Assert.Equal(0, forecast.ShareIn(0, 0, 0));
        Assert.Equal(1 - 5 / 8.0, forecast.BatteryShare(0, 8), 9);
        // It charges half of the time at the threshold of 3 W, always well above it.
        Assert.Equal(1, forecast.ChargesIn(0, 4));
        Assert.Equal(0.5 + (2.6 - 3) / (0.2 * 10 + 0.4), forecast.ChargesIn(0, 2), 12);
        Assert.Equal(0, forecast.ChargesIn(0, 0));
    }

    [Fact]
    public void Over_night_the_sky_stays_and_the_morning_draws_anew()
    {
        Day(0, 40, 10, 10);
        _sky.Observe((96 + 41) * 15, 0.01, 10, 1);
        SurplusForecast forecast = _sky.Forecast((96 + 41) * 15, 1);
        double[] value = [1, 2, 3, 4, 5, 6, 7], expected = new double[Classes];
        forecast.Expect(0, value, expected); // into the night
        Assert.Equal(value, expected);
        forecast.Expect(94, value, expected); // into the next morning
        double dawn = forecast.Dawn.Select((p, i) => p * value[i]).Sum();
        Assert.All(expected, e => Assert.Equal(dawn, e, 12));
        forecast.Expect(95, value, expected); // from one quarter hour of light to the next
        for (int s = 0; s < Classes; s++) Assert.Equal(Enumerable.Range(0, Classes).Sum(t => forecast.Step[s * Classes + t] * value[t]), expected[s], 12);
        Assert.Equal(forecast.Chance.AsSpan(0, Classes).ToArray(), forecast.Chance.AsSpan(94 * Classes, Classes).ToArray());
        for (int s = 0; s < Classes; s++) Assert.Equal(forecast.Dawn[s], forecast.Chance[95 * Classes + s], 12);
        for (int t = 0; t < Classes; t++) Assert.Equal(Enumerable.Range(0, Classes).Sum(s => forecast.Dawn[s] * forecast.Step[s * Classes + t]), forecast.Chance[96 * Classes + t], 12);
    }

    [Fact]
    public void Moves_are_forgotten_by_half_in_sixty_days()
    {
        Day(0, 40, 10, 10);
        Day(1, 40, 10, 10);
        _sky.Forget(60);
        Assert.Equal(0.5, _sky.Moves.Sum(), 12);
        Assert.Equal(0.5, _sky.Dawns.Sum(), 12);
    }
}
