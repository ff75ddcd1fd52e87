using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using System.Text;
using System.Text.Unicode;

namespace EdgeAgent.Native;

/// <summary>
/// Names of files as text. To the kernel a name is bytes, mostly but not always UTF-8. A byte that is none stands as a character of the
/// private use area (U+EF80 to U+EFFF), so that every name has a text of its own, valid everywhere, that leads back to its bytes.
/// </summary>
internal static class FileName
{
    // U+EF00 and the byte; only bytes from 0x80 on can be wrong.
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

    /// <summary>For other programs, which know nothing of our private characters: such a byte as <c>%E9</c>.</summary>
    public static string Shown(string text) =>
        string.Concat(text.Select(c => StandsForByte(c) ? $"%{c - Base:X2}" : c.ToString()));

    private static bool StandsForByte(char c) => c is >= (char)First and <= (char)Last;

    // A name that really holds one of the private characters is written byte by byte as well, so that no two names have one text.
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

    /// <summary>Hands names to libc.</summary>
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
