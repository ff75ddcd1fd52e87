using EdgeAgent.Core.Forecast;
using static EdgeAgent.Core.Tests.Forecast.Habit;

namespace EdgeAgent.Core.Tests.Forecast;

public sealed class ForecasterStateTests
{
    private static readonly long Now = Start + 20 * Day;

    [Fact]
    public void A_restart_goes_on_where_it_was()
    {
        ChargeForecaster forecaster = Learned(20, l => Loosely(l));
        byte[] bytes = forecaster.Save();
        Assert.InRange(bytes.Length, 1000, 13_000);
        Assert.True(ChargeForecaster.TryLoad(bytes, Now, 3, out ChargeForecaster loaded));
        double[] before = forecaster.Forecast(Utc, Now).PCharging, after = loaded.Forecast(Utc, Now).PCharging;
        for (int k = 0; k < before.Length; k++) Assert.Equal(before[k], after[k], 0.002);
    }

    [Fact]
    public void A_flipped_bit_anywhere_is_noticed_and_a_fresh_forecaster_returned()
    {
        byte[] bytes = Learned(3, l => Nightly(l)).Save();
        for (int i = 0; i < bytes.Length; i += 97)
        {
            byte[] damaged = [.. bytes];
            damaged[i] ^= 0x10;
            Assert.False(ChargeForecaster.TryLoad(damaged, Now, 3, out ChargeForecaster fresh), $"byte {i}");
            Assert.Equal(0, fresh.Forecast(Utc, Now).Confidence);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(500)]
    public void Old_or_cut_off_state_is_refused(int length)
    {
        byte[] bytes = Learned(3, l => Nightly(l)).Save();
        Assert.False(ChargeForecaster.TryLoad(bytes.AsSpan(0, length), Now, 3, out _));
        bytes[0]++;
        Assert.False(ChargeForecaster.TryLoad(bytes, Now, 3, out _));
    }

    [Fact]
    public void State_from_the_future_is_refused()
    {
        byte[] bytes = Learned(20, l => Nightly(l)).Save();
        Assert.False(ChargeForecaster.TryLoad(bytes, Start + 2 * Day, 3, out _));
    }
}
