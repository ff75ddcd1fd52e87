using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using System.Text;
using System.Text.Unicode;

namespace EdgeAgent.Native;

/// <summary>
/// Converts file names between bytes and text. For the kernel a name is bytes, usually UTF-8. A byte that is not valid UTF-8 becomes a
/// character of the private use area (U+EF80 to U+EFFF), so that every name has a unique, valid text that converts back to its bytes.
/// </summary>
internal static class FileName
{
    // The character is U+EF00 plus the byte; only bytes from 0x80 on can be invalid.
    private const int Base = 0xef00, First = 0xef80, Last = 0xefff;

    /// <summary>The text of a name.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        string text = Encoding.UTF8.GetString(bytes);
        if (Utf8.IsValid(bytes) && !text.Any(StandsForByte)) return text;
        return Escaped(bytes);
    }

    /// <summary>The bytes of a name or path, without a NUL at the end.</summary>
    public static byte[] Bytes(string text)
    {
        if (!text.Any(StandsForByte)) return Encoding.UTF8.GetBytes(text);
        var bytes = new ArrayBufferWriter<byte>(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value is >= First and <= Last) bytes.Write([(byte)(rune.Value - Base)]);
            else bytes.Advance(rune.EncodeToUtf8(bytes.GetSpan(4)));
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The name for other programs: an invalid byte is written as <c>%E9</c> instead of a private character.</summary>
    public static string Shown(string text) =>
        string.Concat(text.Select(c => StandsForByte(c) ? $"%{c - Base:X2}" : c.ToString()));

    private static bool StandsForByte(char c) => c is >= (char)First and <= (char)Last;

    // A private character that is really in a name is escaped byte by byte as well, so that different names have different texts.
    private static string Escaped(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        while (!bytes.IsEmpty)
        {
            bool isRune = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == OperationStatus.Done && rune.Value is < First or > Last;
            if (isRune) text.Append(rune.ToString());
            else foreach (byte b in bytes[..length]) text.Append((char)(Base + b));
            bytes = bytes[length..];
        }

        return text.ToString();
    }

    /// <summary>Marshals names for libc.</summary>
    [CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedIn, typeof(Marshaller))]
    internal static unsafe class Marshaller
    {
        public static byte* ConvertToUnmanaged(string name)
        {
            byte[] bytes = Bytes(name);
            byte* copy = (byte*)NativeMemory.Alloc((nuint)bytes.Length + 1);
            bytes.CopyTo(new Span<byte>(copy, bytes.Length));
            copy[bytes.Length] = 0;
            return copy;
        }

        public static void Free(byte* name) => NativeMemory.Free(name);
    }
}
