using System.IO.Hashing;
using System.Text;

namespace EdgeAgent.Storage;

/// <summary>CRC-32 of a stored value and its key; it detects a damaged row and a row under the wrong key.</summary>
internal static class Checksum
{
    public static long Of(string key, ReadOnlySpan<byte> value) => Of(key, value, default);

    public static long Of(string key, ReadOnlySpan<byte> value, ReadOnlySpan<byte> more)
    {
        var sum = new Crc32();
        sum.Append(Encoding.UTF8.GetBytes(key));
        sum.Append([0]);
        sum.Append(value);
        sum.Append(more);
        return sum.GetCurrentHashAsUInt32();
    }
}
