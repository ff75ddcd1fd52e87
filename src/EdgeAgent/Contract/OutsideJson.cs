using System.Globalization;
using System.Text.Unicode;

namespace EdgeAgent.Contract;

/// <summary>
/// JSON from outside, before it is parsed. An escape of half a character (<c>\ud800</c>) and bytes that are no UTF-8 are accepted by the
/// parser, which throws later, wherever the text or a name is asked for.
/// </summary>
internal static class OutsideJson
{
    private const int EscapeLength = 6; // \u and four digits

    /// <summary>What is wrong with it, for the sender.</summary>
    public const string HalfCharacter = "holds a \\u escape that is no character";

    /// <summary>A copy of the same length in which U+FFFD stands for each half of a character.</summary>
    /// <param name="isChanged">There was one.</param>
    public static byte[] Sound(ReadOnlySpan<byte> utf8, out bool isChanged)
    {
        byte[] copy = utf8.ToArray();
        isChanged = false;
        for (int i = 0; i < copy.Length; i++)
        {
            if (copy[i] != '\\') continue;
            int length = LengthOfCharacter(copy.AsSpan(i));
            if (length == 0)
            {
                "fffd"u8.CopyTo(copy.AsSpan(i + 2));
                isChanged = true;
                length = EscapeLength;
            }

            i += length - 1;
        }

        return copy;
    }

    public static bool IsUtf8(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes);

    /// <summary>Bytes of the escapes at the beginning that are one character; 0 when they are half of one.</summary>
    private static int LengthOfCharacter(ReadOnlySpan<byte> text)
    {
        if (Unit(text) is not { } first || !char.IsSurrogate(first)) return 2;
        bool isPair = char.IsHighSurrogate(first) && Unit(text[EscapeLength..]) is { } second && char.IsLowSurrogate(second);
        if (isPair) return 2 * EscapeLength;
        return 0;
    }

    // Null when no \uXXXX stands there.
    private static char? Unit(ReadOnlySpan<byte> text)
    {
        if (text.Length < EscapeLength || text[0] != '\\' || text[1] != 'u') return null;
        if (ushort.TryParse(text[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit))
        {
            return (char)unit;
        }

        return null;
    }
}
