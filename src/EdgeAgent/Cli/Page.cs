namespace EdgeAgent.Cli;

/// <summary>
/// Writes text and tables for people. On a terminal a table fits its width, cells are wrapped and headings are bold; in a pipe the same
/// cells stand in columns, whole and without control sequences. What a device sends never reaches the terminal as a control sequence.
/// </summary>
/// <remarks>Not Spectre.Console: it adds 0.9 MB to the native program, which the service carries, too.</remarks>
internal sealed class Page(TextWriter output, Screen screen)
{
    private const string Bold = "\e[1m";
    private const string Plain = "\e[0m";

    public void Line(string text = "") => output.WriteLine(Printable(text).TrimEnd());

    /// <summary>A sentence; on a terminal it is wrapped between words.</summary>
    public void Paragraph(string text)
    {
        foreach (string line in TextColumns.Wrap(Printable(text), screen.Width ?? int.MaxValue)) output.WriteLine(line);
    }

    /// <param name="headings">Empty ones leave the headings out.</param>
    /// <param name="unwrapped">Columns that are not wrapped on a terminal either.</param>
    public void Table(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows, params ReadOnlySpan<int> unwrapped)
    {
        List<string[]> cells = [.. rows.Select(row => row.Select(Printable).ToArray())];
        bool hasHeadings = headings.Any(h => h.Length > 0);
        if (hasHeadings) cells.Insert(0, [.. headings]);
        var columns = TextColumns.Fit(cells, screen.Width, unwrapped);
        for (int i = 0; i < cells.Count; i++)
        {
            bool isBold = hasHeadings && i == 0 && screen.HasColor;
            foreach (string line in columns.Lines(cells[i])) output.WriteLine(isBold ? $"{Bold}{line}{Plain}" : line);
        }
    }

    /// <summary>Fields with their values: columns on a terminal; in a pipe <c>name: value</c>, one a line.</summary>
    public void Fields(IReadOnlyList<(string Name, string Value)> fields)
    {
        if (screen.Width is not null && fields.Count > 0)
        {
            Table(["", ""], [.. fields.Select(f => (IReadOnlyList<string>)[f.Name + ":", f.Value])], 0);
            return;
        }

        foreach (var (name, value) in fields) Line($"{name}: {value}");
    }

    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
