using System.Globalization;
using System.Text.Unicode;

namespace EdgeAgent.Contract;

/// <summary>
/// Checks JSON from outside before it is parsed. The parser accepts an escape of half a character (<c>\ud800</c>) and bytes that are not
/// UTF-8, and throws only later, when the text or the name is read.
/// </summary>
internal static class OutsideJson
{
    private const int EscapeLength = 6; // \u and four digits

    /// <summary>The fault in words, for the sender.</summary>
    public const string HalfCharacter = "holds a \\u escape that is no character";

    /// <summary>A copy of the same length in which U+FFFD replaces each half of a character.</summary>
    /// <param name="isChanged">True when there was one.</param>
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

    /// <summary>Bytes to skip from a backslash on: both escapes of a surrogate pair, 0 for half of a pair, 2 for any other escape.</summary>
    private static int LengthOfCharacter(ReadOnlySpan<byte> text)
    {
        if (Unit(text) is not { } first || !char.IsSurrogate(first)) return 2;
        bool isPair = char.IsHighSurrogate(first) && Unit(text[EscapeLength..]) is { } second && char.IsLowSurrogate(second);
        if (isPair) return 2 * EscapeLength;
        return 0;
    }

    // Null when the text does not begin with \uXXXX.
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
