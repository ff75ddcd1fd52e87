using System.Buffers.Binary;

namespace EdgeAgent.Core.Forecast;

public sealed partial class ChargeForecaster
{
    private const byte StateVersion = 7;
    private const byte WithBrightness = 6; // the moves of the sky by how bright the last hours were, too
    private const byte WithLoad = 5; // ... and a profile of the load behind that of idleness
    private const int HeaderBytes = 5;
    private const int Numbers = 8;

    /// <summary>
    /// Everything learned as bytes for the store: version, Fletcher-32 sum, then singles and longs, little-endian; about 12 kB.
    /// Forecasts whose outcome is not known yet are not saved.
    /// </summary>
    public byte[] Save()
    {
        var bytes = new byte[StateBytes()];
        int at = HeaderBytes;
        foreach (long value in new[] { _firstMin, _lastMin, _sinceMin, _forgotMin, _state, _log.Next, _history.Newest, _knownMin })
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), value);
            at += 8;
        }

        foreach (long entry in _log.Entries)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), entry);
            at += 8;
        }

        foreach (byte packed in _history.Pack()) bytes[at++] = packed;
        foreach (double[] array in Arrays())
        {
            foreach (double value in array)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at), (float)value);
                at += 4;
            }
        }

        bytes[0] = StateVersion;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(1), Fletcher32(bytes.AsSpan(HeaderBytes)));
        return bytes;
    }

    /// <summary>
    /// Restores a forecaster from saved bytes; false, and a new one, when they are of an unknown version or of another size, damaged, or from
    /// later than <paramref name="nowUtcMin"/> (the clock was wrong then or is wrong now).
    /// </summary>
    public static bool TryLoad(ReadOnlySpan<byte> bytes, long nowUtcMin, double idleW, ChargePrior prior, out ChargeForecaster forecaster)
    {
        forecaster = new ChargeForecaster(prior) { IdleW = idleW };
        if (bytes.IsEmpty || bytes[0] is < WithLoad or > StateVersion || bytes.Length != forecaster.StateBytes(bytes[0])) return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[1..]) != Fletcher32(bytes[HeaderBytes..])) return false;
        if (forecaster.Read(bytes[HeaderBytes..], bytes[0]) && forecaster._lastMin <= nowUtcMin) return true;
        forecaster = new ChargeForecaster(prior) { IdleW = idleW };
        return false;
    }

    private bool Read(ReadOnlySpan<byte> bytes, byte version)
    {
        Span<long> numbers = stackalloc long[Numbers];
        foreach (ref long value in numbers) value = Next(ref bytes);
        (_firstMin, _lastMin, _sinceMin, _forgotMin, _knownMin) = (numbers[0], numbers[1], numbers[2], numbers[3], numbers[7]);
        if (numbers[4] is < -1 or > 1 || numbers[5] is < 0 or >= SwitchLog.Capacity) return false;
        (_state, _log.Next) = ((int)numbers[4], (int)numbers[5]);
        for (int i = 0; i < SwitchLog.Capacity; i++) _log.Entries[i] = Next(ref bytes);
        _history.Unpack(bytes[..SlotHistory.PackedBytes], numbers[6]);
        bytes = bytes[SlotHistory.PackedBytes..];
        bool isSound = true;
        foreach (double[] array in Arrays(version))
        {
            for (int i = 0; i < array.Length; i++)
            {
                array[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes);
                isSound &= !double.IsInfinity(array[i]) && !double.IsNaN(array[i]);
                bytes = bytes[4..];
            }
        }

        _model.Loaded();
        _sky.IsKnown = Array.Exists(_sky.Envelope, w => w > 0.5);
        return isSound;
    }

    private static long Next(ref ReadOnlySpan<byte> bytes)
    {
        long value = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        bytes = bytes[8..];
        return value;
    }

    private int StateBytes(byte version = StateVersion) => HeaderBytes + 8 * (Numbers + SwitchLog.Capacity) + SlotHistory.PackedBytes + 4 * Arrays(version).Sum(a => a.Length);

    // Values that only an earlier version has are read into arrays that are not kept.
    private IEnumerable<double[]> Arrays(byte version = StateVersion)
    {
        yield return _model.Switches;
        yield return _model.Exposure;
        yield return _model.Seen;
        yield return _model.Expected;
        foreach (OccupancyProfile profile in new[] { _profile, _idle })
        {
            yield return profile.Held;
            yield return profile.Hours;
        }

        if (version == WithLoad) yield return new double[2 * SwitchingRates.Cells];
        yield return _sky.Envelope;
        if (version <= WithBrightness) yield return new double[3 * SkyModel.Classes * (SkyModel.Classes + 4)];
        else
        {
            yield return _sky.Moves;
            yield return _sky.Dawns;
        }

        yield return _sky.Learned;
        if (version <= WithBrightness) yield return new double[1];
        yield return _soc.Rates.Rate;
        yield return _soc.Rates.Hours;
        foreach (Calibrator c in _calibrators)
        {
            foreach (double[] array in CalibratorArrays(c)) yield return array;
        }

        yield return _soc.Top.Rate;
        yield return _soc.Top.Hours;
    }

    private static double[][] CalibratorArrays(Calibrator c) => [c.Weights, c.Covariance, c.BinCount, c.BinError, c.Rolling, c.PublishedError];

    // J. Fletcher, IEEE Trans. Commun. 30 (1982): cheap, and detects a torn page and flipped bits.
    private static uint Fletcher32(ReadOnlySpan<byte> bytes)
    {
        uint a = 0xffff, b = 0xffff;
        foreach (byte value in bytes)
        {
            a = (a + value) % 65535;
            b = (b + a) % 65535;
        }

        return b << 16 | a;
    }
}
