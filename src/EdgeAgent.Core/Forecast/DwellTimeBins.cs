namespace EdgeAgent.Core.Forecast;

/// <summary>
/// Resolution of the time since the last change: quarter hours up to 8 h for the forward recursion (half hours for
/// learning), then nine wider cells. Beyond 8 h the recursion moves probability to the next cell by the cell's mean dwell time.
/// </summary>
internal static class DwellTimeBins
{
    public const int Fine = 32;
    public const int Cells = Fine + 9;
    public const int Bins = 16 + 9;

    private static readonly double[] CoarseStartH = [8, 10, 12, 16, 20, 24, 36, 48, 72];

    /// <summary>Probability per slot to move on to the next cell.</summary>
    public static readonly double[] Advance = BuildAdvance();

    /// <summary>Learning bin of each cell.</summary>
    public static readonly int[] BinOfCell = [.. Enumerable.Range(0, Cells).Select(c => c < Fine ? c / 2 : c - 16)];

    public static int Cell(double hours)
    {
        if (hours < 8) return Math.Max(0, (int)(hours * 4));
        int i = CoarseStartH.Length - 1;
        while (hours < CoarseStartH[i]) i--;
        return Fine + i;
    }

    public static int Bin(double hours) => BinOfCell[Cell(hours)];

    private static double[] BuildAdvance()
    {
        var advance = new double[Cells];
        Array.Fill(advance, 1.0, 0, Fine);
        for (int i = 0; i + 1 < CoarseStartH.Length; i++) advance[Fine + i] = 0.25 / (CoarseStartH[i + 1] - CoarseStartH[i]);
        return advance;
    }
}
