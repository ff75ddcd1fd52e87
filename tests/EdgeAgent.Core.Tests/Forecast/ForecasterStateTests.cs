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

    // The layouts before: up to 4 with two more inputs of the blend, and at first with less of the top; 3 without what charging is near the top, 2 with a drift detector's
    // numbers (its last alarm, three singles) in between.
    [Theory]
    [InlineData(4, 16)]
    [InlineData(4, 8)]
    [InlineData(3, 0)]
    [InlineData(2, 0)]
    public void What_an_older_agent_learned_is_read_and_not_thrown_away(int version, int topBytes)
    {
        ChargeForecaster forecaster = Learned(20, l => Loosely(l));
        byte[] bytes = forecaster.Save();
        const int header = 5, top = 4 * 4, alarmAt = header + 4 * 8, blend = 6 * 4 * (6 + 36 + 33);
        byte[] oldTop = topBytes == 8 ? [.. bytes[^12..^8], .. bytes[^4..]] : bytes[^top..][..topBytes];
        byte[] oldBlend = WithEightInputs(bytes[..^top][^blend..]), before = bytes[..^(top + blend)];
        if (version == 2) before = [.. before[..alarmAt], .. new byte[8], .. before[alarmAt..], .. new byte[3 * 4]];
        byte[] old = [.. before, .. oldBlend, .. oldTop];
        old[0] = (byte)version;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(old.AsSpan(1), Fletcher32(old.AsSpan(header)));
        Assert.True(ChargeForecaster.TryLoad(old, Now, 3, ChargePrior.None, out ChargeForecaster loaded));
        Assert.Equal(bytes[header..], loaded.Save()[header..]);
        old[700] ^= 1;
        Assert.False(ChargeForecaster.TryLoad(old, Now, 3, ChargePrior.None, out _));
    }

    // Six leads of weights, covariance (rows and columns of the inputs 3 and 6 are gone since) and 33 other singles.
    private static byte[] WithEightInputs(byte[] blend)
    {
        int[] place = [0, 1, 2, 4, 5, 7];
        var old = new List<byte>();
        foreach (byte[] lead in blend.Chunk(blend.Length / 6))
        {
            var singles = new byte[4 * (8 + 64)];
            for (int i = 0; i < 6; i++)
            {
                lead.AsSpan(4 * i, 4).CopyTo(singles.AsSpan(4 * place[i]));
                for (int j = 0; j < 6; j++) lead.AsSpan(4 * (6 + i * 6 + j), 4).CopyTo(singles.AsSpan(4 * (8 + place[i] * 8 + place[j])));
            }

            old.AddRange(singles);
            old.AddRange(lead.AsSpan(4 * (6 + 36)));
        }

        return [.. old];
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
