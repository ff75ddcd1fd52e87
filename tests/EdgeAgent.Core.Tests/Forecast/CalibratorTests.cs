using EdgeAgent.Core.Forecast;

namespace EdgeAgent.Core.Tests.Forecast;

public sealed class CalibratorTests
{
    private static double[] Inputs(double p) => [Calibrator.Logit(p), 0, 0, 0, 0, 1];

    [Fact]
    public void The_logit_is_bounded_on_both_sides_and_the_logistic_undoes_it()
    {
        Assert.Equal(0, Calibrator.Logit(0.5), 12);
        Assert.Equal(Math.Log(4), Calibrator.Logit(0.8), 12);
        Assert.Equal(Calibrator.Logit(0.002), Calibrator.Logit(0));
        Assert.Equal(Calibrator.Logit(0.998), Calibrator.Logit(1));
        Assert.Equal(0.3, Calibrator.Logistic(Calibrator.Logit(0.3)), 12);
    }

    [Fact]
    public void Before_it_has_learned_it_gives_the_probability_of_the_chain() => Assert.Equal(0.7, new Calibrator().Predict(Inputs(0.7), 0.2), 12);

    [Fact]
    public void What_is_published_is_neither_certain_nor_impossible()
    {
        var sure = new Calibrator();
        sure.Weights[0] = 10;
        Assert.Equal(0.999, sure.Predict(Inputs(0.99), 0.2), 12);
        Assert.Equal(0.001, sure.Predict(Inputs(0.01), 0.2), 12);
    }

    [Fact]
    public void An_outcome_moves_the_weights_by_the_step_of_the_filter()
    {
        var c = new Calibrator();
        double[] x = Inputs(0.7);
        c.Learn(x, 0.4, 1);
        // Independence .25, variance .15, drift 1e-6; the error is .3.
        double information = 0.25 * 0.7 * 0.3, spread = 0.15 * (x[0] * x[0] + 1), scale = 1 / (1 + information * spread);
        Assert.Equal(1 + scale * 0.25 * 0.3 * 0.15 * x[0], c.Weights[0], 12);
        Assert.Equal(scale * 0.25 * 0.3 * 0.15, c.Weights[5], 12);
        Assert.Equal([0, 0, 0, 0], c.Weights[1..5]);
        Assert.Equal(0.15 - scale * information * 0.15 * 0.15 * x[0] * x[0] + 1e-6, c.Covariance[0], 12);
        Assert.Equal(-scale * information * 0.15 * 0.15 * x[0], c.Covariance[5], 12);
        Assert.Equal(c.Covariance[5], c.Covariance[5 * Calibrator.Inputs], 15);
        Assert.Equal(0.15 + 1e-6, c.Covariance[Calibrator.Inputs + 1], 12);
    }

    [Fact]
    public void An_outcome_counts_in_the_bin_of_its_forecast_and_in_the_scores()
    {
        var c = new Calibrator();
        c.Learn(Inputs(0.72), 0.4, 1);
        Assert.Equal(1, c.BinCount[7]);
        Assert.Equal(1, c.BinCount.Sum());
        Assert.Equal(0.28, c.BinError[7], 12);
        Assert.Equal(0.28 * 0.28, c.Brier, 12);
        Assert.Equal(1 - 0.28 * 0.28 / (0.6 * 0.6), c.Skill, 12);
        Assert.Equal(0.28, c.CalibrationError, 12);
    }

    [Fact]
    public void The_scores_of_two_weeks_ago_count_half()
    {
        var c = new Calibrator();
        (c.Rolling[0], c.Rolling[1], c.Rolling[2], c.PublishedError[2]) = (1e6, 2e6, 4e6, -8e6);
        for (int hour = 0; hour < 14 * 24; hour++) c.Learn(Inputs(0.5), 0.5, hour % 2);
        Assert.Equal(0.5, c.Rolling[0] / 1e6, 3);
        Assert.Equal(1, c.Rolling[1] / 1e6, 3);
        Assert.Equal(2, c.Rolling[2] / 1e6, 3);
        Assert.Equal(-4, c.PublishedError[2] / 1e6, 3);
    }

    [Fact]
    public void Without_forecasts_the_scores_are_unknown_and_the_skill_is_none()
    {
        var c = new Calibrator();
        Assert.True(double.IsNaN(c.Brier));
        Assert.True(double.IsNaN(c.CalibrationError));
        Assert.Equal(0, c.Skill);
        Assert.False(c.IsWithoutSkill);
    }

    [Theory]
    [InlineData(0.35, 0.40)] // the middle of its bin: the whole error
    [InlineData(0.40, 0.425)] // half way to the next middle
    [InlineData(0.45, 0.45)]
    [InlineData(0.30, 0.325)]
    [InlineData(0.02, 0.07)] // before the first middle: the first bin's
    [InlineData(0.97, 0.92)] // behind the last one: the last bin's
    public void The_error_of_a_bin_is_taken_out_between_the_middles_of_the_bins(double p, double corrected)
    {
        var c = new Calibrator();
        // 60 hours that the error must outweigh beside 60 forecasts: half of the mean error.
        foreach ((int bin, double error) in new[] { (0, 6.0), (3, 6.0), (9, -6.0) })
        {
            c.BinCount[bin] = 60;
            c.BinError[bin] = error;
        }

        Assert.Equal(corrected, c.Predict(Inputs(p), 0.5), 9);
        Assert.Equal(p, c.Predict(Inputs(p), 0.5, correct: false), 9);
    }

    [Theory]
    [InlineData(168, 6, 5, false)] // not long enough
    [InlineData(168.1, 6, 5, true)]
    [InlineData(169, 5, 5, false)] // as good as the mean
    public void A_lead_without_skill_for_a_week_gives_the_profile(double count, double squared, double climatology, bool isProfile)
    {
        var c = new Calibrator();
        (c.Rolling[0], c.Rolling[1], c.Rolling[2]) = (count, squared, climatology);
        Assert.Equal(isProfile, c.IsWithoutSkill);
        Assert.Equal(isProfile ? 0.2 : 0.7, c.Predict(Inputs(0.7), 0.2), 12);
        if (isProfile) Assert.Equal(0.001, c.Predict(Inputs(0.7), 0), 12);
    }

    [Fact]
    public void Errors_of_both_signs_add_up_in_the_calibration_error_when_their_bins_differ()
    {
        var c = new Calibrator();
        c.Rolling[0] = 10;
        (c.PublishedError[2], c.PublishedError[7]) = (-1, 2);
        Assert.Equal(0.3, c.CalibrationError, 12);
    }
}
