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

    // The layouts before: 3 without what charging is near the top, 2 with a drift detector's numbers (its last alarm, three singles) in between.
    [Theory]
    [InlineData(3)]
    [InlineData(2)]
    public void What_an_older_agent_learned_is_read_and_not_thrown_away(int version)
    {
        ChargeForecaster forecaster = Learned(20, l => Loosely(l));
        byte[] bytes = forecaster.Save();
        const int header = 5, top = 4 * 4, alarmAt = header + 4 * 8;
        byte[] old = bytes[..^top];
        const int calibrators = 6 * 4 * (8 + 64 + 3 * 10 + 3); // six leads of weights, covariance, bins and scores
        if (version == 2) old = [.. old[..alarmAt], .. new byte[8], .. old[alarmAt..^calibrators], .. new byte[3 * 4], .. old[^calibrators..]];
        old[0] = (byte)version;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(old.AsSpan(1), Fletcher32(old.AsSpan(header)));
        Assert.True(ChargeForecaster.TryLoad(old, Now, 3, out ChargeForecaster loaded));
        Assert.Equal(bytes[header..], loaded.Save()[header..]);
        old[700] ^= 1;
        Assert.False(ChargeForecaster.TryLoad(old, Now, 3, out _));
    }

    [Fact]
    public void State_from_the_future_is_refused()
    {
        byte[] bytes = Learned(20, l => Nightly(l)).Save();
        Assert.False(ChargeForecaster.TryLoad(bytes, Start + 2 * Day, 3, out _));
    }

    private static uint Fletcher32(ReadOnlySpan<byte> bytes)
    {
        uint a = 0xffff, b = 0xffff;
        foreach (byte value in bytes) (a, b) = ((a + value) % 65535, (b + (a + value) % 65535) % 65535);
        return b << 16 | a;
    }
}
