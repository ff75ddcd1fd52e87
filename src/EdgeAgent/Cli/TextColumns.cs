namespace EdgeAgent.Cli;

/// <summary>Columns of text. A column is as wide as its longest cell, or narrower when the line is too short.</summary>
internal sealed class TextColumns
{
    private const int Gap = 2;

    // Narrower columns are not readable.
    private const int LeastWidth = 8;

    private readonly int[] _widths;

    private TextColumns(int[] widths) => _widths = widths;

    /// <param name="width">Width of a line, characters; null: no limit.</param>
    /// <param name="unwrapped">Columns that keep their width as long as others can be narrowed.</param>
    public static TextColumns Fit(IReadOnlyList<string[]> rows, int? width, ReadOnlySpan<int> unwrapped)
    {
        int count = rows.Max(r => r.Length);
        int[] widths = [.. Enumerable.Range(0, count).Select(c => rows.Max(r => c < r.Length ? r[c].Length : 0))];
        if (width is { } bound)
        {
            int excess = widths.Sum() + (Gap * (count - 1)) - bound;
            while (excess > 0 && Widest(widths, unwrapped) is >= 0 and int column)
            {
                widths[column]--;
                excess--;
            }
        }

        return new TextColumns(widths);
    }

    /// <summary>The lines of a row; more than one when cells are wrapped.</summary>
    public IEnumerable<string> Lines(string[] cells)
    {
        List<string>[] wrapped = [.. cells.Select((cell, i) => Wrap(cell, _widths[i]).ToList())];
        for (int line = 0; line < wrapped.Max(w => w.Count); line++)
        {
            var parts = wrapped.Select((w, i) => (line < w.Count ? w[line] : "").PadRight(_widths[i]));
            yield return string.Join(new string(' ', Gap), parts).TrimEnd();
        }
    }

    /// <summary>Breaks text between words; within a word only when it is longer than a line.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        while (text.Length > width)
        {
            int space = text.LastIndexOf(' ', width);
            int end = space > 0 ? space : width;
            yield return text[..end].TrimEnd();
            text = text[end..].TrimStart();
        }

        yield return text;
    }

    private static int Widest(int[] widths, ReadOnlySpan<int> unwrapped)
    {
        int widest = -1;
        for (int i = 0; i < widths.Length; i++)
        {
            bool canGive = widths[i] > LeastWidth && !unwrapped.Contains(i);
            if (canGive && (widest < 0 || widths[i] > widths[widest])) widest = i;
        }

        return widest;
    }
}
