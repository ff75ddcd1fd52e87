namespace EdgeAgent.Core.Forecast;

/// <summary>Arithmetic on whole tables of counts.</summary>
internal static class Table
{
    /// <summary>Adds <paramref name="from"/> with a weight to a table of the same length.</summary>
    public static void Add(ReadOnlySpan<double> from, Span<double> to, double weight = 1)
    {
        for (int i = 0; i < to.Length; i++) to[i] += weight * from[i];
    }

    public static void Scale(Span<double> table, double share)
    {
        foreach (ref double value in table) value *= share;
    }

    /// <summary>Scales to a sum of 1.</summary>
    public static void Normalize(Span<double> table)
    {
        double sum = 0;
        foreach (double value in table) sum += value;
        Scale(table, 1 / sum);
    }
}
