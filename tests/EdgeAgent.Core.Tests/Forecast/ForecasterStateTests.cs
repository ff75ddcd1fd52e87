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

    // Versions 5 and 6 had the moves of the sky by three levels of brightness, and the brightness behind what else is known of the sky;
    // version 5 had a profile of the load, two tables of 96 singles, behind that of idleness. What comes after is of a known length.
    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void What_an_older_agent_learned_is_read_and_not_thrown_away(int version)
    {
        byte[] bytes = Learned(20, l => Loosely(l)).Save();
        const int header = 5, load = 4 * 2 * 96, moves = 4 * (49 + 7), oldMoves = 3 * 4 * (49 + 21 + 7), rest = 4 * 4 + 6 * 4 * (6 + 36 + 33) + 4 * 4;
        int learned = bytes.Length - rest - 4 * 2, sky = learned - moves - 4 * 96;
        byte[] old = [.. bytes[..sky], .. new byte[version == 5 ? load : 0], .. bytes[sky..(sky + 4 * 96)], .. new byte[oldMoves], .. bytes[learned..^rest], .. new byte[4], .. bytes[^rest..]];
        old[0] = (byte)version;
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
