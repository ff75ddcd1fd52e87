using System.Buffers.Text;
using System.Text;

namespace EdgeAgent.Sensors.Machine;

/// <summary>Lines and words of kernel tables, without allocation.</summary>
internal static class TableText
{
    public static bool NextLine(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> line)
    {
        line = default;
        if (text.IsEmpty) return false;
        int end = text.IndexOf((byte)'\n');
        if (end < 0) line = text;
        else line = text[..end];
        if (end < 0) text = [];
        else text = text[(end + 1)..];
        return true;
    }

    public static ReadOnlySpan<byte> NextWord(ref ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(" \t"u8);
        int end = line.IndexOfAny((byte)' ', (byte)'\t');
        var word = end < 0 ? line : line[..end];
        if (end < 0) line = [];
        else line = line[end..];
        return word;
    }

    public static double Number(ReadOnlySpan<byte> word)
    {
        if (Utf8Parser.TryParse(word, out long value, out int used) && used > 0) return value;
        return double.NaN;
    }

    public static string Text(ReadOnlySpan<byte> word) => Encoding.UTF8.GetString(word);
}
