using System.Buffers.Binary;

namespace EdgeAgent.Core.Forecast;

/// <summary>
/// Earlier layouts of the stored state, brought to the present one. Version 2 has a drift detector's numbers in between; 3 lacks what is learned of charging near the top;
/// up to 4 the blend has eight inputs, two of which are gone (the same time of recent days, the sky), and at first of the top only rate and hours of charging.
/// </summary>
internal static class OldForecasterState
{
    public const byte Oldest = 2;

    private const byte WithDetector = 2;
    private const byte WithTop = 4;
    private const int HeaderBytes = 5;
    private const int AlarmAt = HeaderBytes + 4 * 8; // the detector's last alarm, a long, behind four others
    private const int DetectorBytes = 3 * 4;
    private const int Leads = 6;
    private const int OldInputs = 8;
    private const int OtherSingles = 3 * Calibrator.Bins + 3; // of a lead: bins and scores behind weights and covariance
    private const int BlendBytes = Leads * 4 * (OldInputs + OldInputs * OldInputs + OtherSingles);
    private const int SmallerBy = Leads * 4 * (OldInputs + OldInputs * OldInputs - Calibrator.Inputs - Calibrator.Inputs * Calibrator.Inputs);
    private const int TopBytes = 4 * 4;
    private const int ShortTopBytes = 2 * 4;
    private static readonly int[] KeptInputs = [0, 1, 2, 4, 5, 7];

    /// <summary>The same as <paramref name="present"/>, whose length is <paramref name="wantedBytes"/>; empty when the bytes are damaged or of no known length.</summary>
    public static byte[] Upgrade(ReadOnlySpan<byte> bytes, int wantedBytes, byte present)
    {
        if (bytes.Length < AlarmAt + 8 + DetectorBytes + BlendBytes + TopBytes) return [];
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[1..]) != ChargeForecaster.Fletcher32(bytes[HeaderBytes..])) return [];
        int topBytes = TopBytesOf(bytes, wantedBytes);
        ReadOnlySpan<byte> blend = bytes[..^topBytes][^BlendBytes..], before = bytes[..^(topBytes + BlendBytes)];
        byte[] top = Top(bytes[^topBytes..]);
        byte[] upgraded = bytes[0] == WithDetector
            ? [.. before[..AlarmAt], .. before[(AlarmAt + 8)..^DetectorBytes], .. Shrunk(blend), .. top]
            : [.. before, .. Shrunk(blend), .. top];
        upgraded[0] = present;
        BinaryPrimitives.WriteUInt32LittleEndian(upgraded.AsSpan(1), ChargeForecaster.Fletcher32(upgraded.AsSpan(HeaderBytes)));
        return upgraded;
    }

    private static int TopBytesOf(ReadOnlySpan<byte> bytes, int wantedBytes)
    {
        if (bytes[0] < WithTop) return 0;
        return bytes.Length == wantedBytes + SmallerBy ? TopBytes : ShortTopBytes;
    }

    // Rates of battery and charging, then the hours behind each.
    private static byte[] Top(ReadOnlySpan<byte> old)
    {
        if (old.Length == TopBytes) return old.ToArray();
        var fresh = new SocSlopeLearner().Top;
        var top = new byte[TopBytes];
        BinaryPrimitives.WriteSingleLittleEndian(top, (float)fresh.Rate[0]);
        BinaryPrimitives.WriteSingleLittleEndian(top.AsSpan(4), old.Length == 0 ? (float)fresh.Rate[1] : BinaryPrimitives.ReadSingleLittleEndian(old));
        if (old.Length > 0) old[4..].CopyTo(top.AsSpan(12));
        return top;
    }

    private static byte[] Shrunk(ReadOnlySpan<byte> blend)
    {
        var shrunk = new List<byte>();
        for (int lead = 0; lead < Leads; lead++)
        {
            ReadOnlySpan<byte> old = blend.Slice(lead * (BlendBytes / Leads), BlendBytes / Leads);
            foreach (int i in KeptInputs) shrunk.AddRange(old.Slice(4 * i, 4));
            foreach (int i in KeptInputs)
            {
                foreach (int j in KeptInputs) shrunk.AddRange(old.Slice(4 * (OldInputs + i * OldInputs + j), 4));
            }

            shrunk.AddRange(old[(4 * (OldInputs + OldInputs * OldInputs))..]);
        }

        return [.. shrunk];
    }
}
