using EdgeAgent.Core.Forecast;
using static EdgeAgent.Core.Tests.Forecast.Habit;

namespace EdgeAgent.Core.Tests.Forecast;

/// <summary>What the forecaster learns from the time between two samples, measured by the hours behind the slope of the charge.</summary>
public sealed class SampleGapTests
{
    private static ChargeForecaster Two(int minutes, bool endsSleep, bool? first = false, bool? second = false)
    {
        var forecaster = new ChargeForecaster();
        forecaster.Observe(new ChargeSample(Start, first, SocPct: 50), Utc);
        forecaster.Observe(new ChargeSample(Start + minutes, second, SocPct: 50 - minutes / 60.0, EndsSleep: endsSleep), Utc);
        return forecaster;
    }

    [Theory]
    [InlineData(10, false, 10)]
    [InlineData(60, false, 60)]
    [InlineData(61, false, 0)]
    [InlineData(61, true, 61)]
    [InlineData(360, true, 360)]
    [InlineData(361, true, 0)]
    public void An_hour_between_samples_is_learned_from_and_six_of_an_announced_sleep(int minutes, bool endsSleep, int learnedMin)
    {
        SocSlopes soc = Two(minutes, endsSleep).Forecast(Utc, Start + minutes).Soc;
        Assert.Equal(learnedMin / 60.0, soc.BatteryHours, 6);
        if (learnedMin == 0) Assert.Null(soc.Battery);
        else Assert.InRange(soc.Battery!.Value, -2, -1); // from the usual 2 points an hour towards the measured one
    }

    [Fact]
    public void Of_an_unknown_state_nothing_is_learned()
    {
        Assert.Null(Two(30, false, first: null).Forecast(Utc, Start + 30).Soc.Battery);
        Assert.Null(Two(30, false, second: null).Forecast(Utc, Start + 30).Soc.Battery);
    }

    [Fact]
    public void Over_a_sleep_a_change_is_taken_to_have_come_in_its_middle()
    {
        var forecaster = new ChargeForecaster();
        forecaster.Observe(new ChargeSample(Start, false), Utc);
        forecaster.Observe(new ChargeSample(Start + 240, true, EndsSleep: true), Utc);
        ChargeWindow window = forecaster.Forecast(Utc, Start + 240).Windows[0];
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds((Start + 120) * 60), window.Start);
    }

    [Fact]
    public void A_sample_that_is_not_newer_than_the_last_is_ignored()
    {
        ChargeForecaster forecaster = Two(30, false);
        forecaster.Observe(new ChargeSample(Start + 30, true), Utc);
        forecaster.Observe(new ChargeSample(Start, true), Utc);
        ChargeForecast forecast = forecaster.Forecast(Utc, Start + 30);
        Assert.Equal((0, Start + 30), (forecast.PCharging[0], forecast.ChainStart.ToUnixTimeSeconds() / 60));
    }

    [Fact]
    public void Two_days_of_silence_halve_the_confidence()
    {
        ChargeForecaster forecaster = Learned(28, l => Nightly(l));
        long from = Start + 28 * Day;
        double before = forecaster.Forecast(Utc, from).Confidence;
        for (long at = from; at <= from + 2 * Day; at += 15) forecaster.Observe(new ChargeSample(at, null), Utc);
        Assert.Equal(before / 2, forecaster.Forecast(Utc, from + 2 * Day).Confidence, 0.01);
    }
}
