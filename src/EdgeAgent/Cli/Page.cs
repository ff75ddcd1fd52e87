namespace EdgeAgent.Cli;

/// <summary>
/// Writes text and tables for people. On a terminal a table fits the width, cells are wrapped and headings are bold. In a pipe cells are not
/// wrapped and there are no control sequences. Control characters in a device's answers are removed.
/// </summary>
/// <remarks>Spectre.Console is not used, because it adds 0.9 MB to the native program, which is also the service.</remarks>
internal sealed class Page(TextWriter output, Screen screen)
{
    private const string Bold = "\e[1m";
    private const string Plain = "\e[0m";

    public void Line(string text = "") => output.WriteLine(Printable(text).TrimEnd());

    /// <summary>Writes a sentence; on a terminal it is wrapped between words.</summary>
    public void Paragraph(string text)
    {
        foreach (string line in TextColumns.Wrap(Printable(text), screen.Width ?? int.MaxValue)) output.WriteLine(line);
    }

    /// <param name="headings">Headings of the columns; empty for none.</param>
    /// <param name="unwrapped">Columns that are not wrapped on a terminal.</param>
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

    /// <summary>Writes fields with their values: in columns on a terminal, as lines <c>name: value</c> in a pipe.</summary>
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
