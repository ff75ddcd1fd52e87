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
        Assert.InRange(bytes.Length, 1000, 12_500);
        Assert.True(ChargeForecaster.TryLoad(bytes, Now, 3, ChargePrior.None, out ChargeForecaster loaded));
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
            Assert.False(ChargeForecaster.TryLoad(damaged, Now, 3, ChargePrior.None, out ChargeForecaster fresh), $"byte {i}");
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
        Assert.False(ChargeForecaster.TryLoad(bytes.AsSpan(0, length), Now, 3, ChargePrior.None, out _));
        bytes[0]++;
        Assert.False(ChargeForecaster.TryLoad(bytes, Now, 3, ChargePrior.None, out _));
    }

    // Version 5 had a profile of the load, two tables of 96 singles, behind that of idleness; what comes after it is of a known length.
    [Fact]
    public void What_an_older_agent_learned_is_read_and_not_thrown_away()
    {
        byte[] bytes = Learned(20, l => Loosely(l)).Save();
        const int header = 5, load = 4 * 2 * 96, sky = 4 * (96 + 147 + 63 + 21 + 3), soc = 4 * 4, blend = 6 * 4 * (6 + 36 + 33), top = 4 * 4;
        int at = bytes.Length - (sky + soc + blend + top);
        byte[] old = [.. bytes[..at], .. new byte[load], .. bytes[at..]];
        old[0] = 5;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(old.AsSpan(1), Fletcher32(old.AsSpan(header)));
        Assert.True(ChargeForecaster.TryLoad(old, Now, 3, ChargePrior.None, out ChargeForecaster loaded));
        Assert.Equal(bytes[header..], loaded.Save()[header..]);
        old[700] ^= 1;
        Assert.False(ChargeForecaster.TryLoad(old, Now, 3, ChargePrior.None, out _));
    }

    [Fact]
    public void State_from_the_future_is_refused()
    {
        byte[] bytes = Learned(20, l => Nightly(l)).Save();
        Assert.False(ChargeForecaster.TryLoad(bytes, Start + 2 * Day, 3, ChargePrior.None, out _));
    }

    private static uint Fletcher32(ReadOnlySpan<byte> bytes)
    {
        uint a = 0xffff, b = 0xffff;
        foreach (byte value in bytes) (a, b) = ((a + value) % 65535, (b + (a + value) % 65535) % 65535);
        return b << 16 | a;
    }
}
