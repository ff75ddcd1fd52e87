namespace EdgeAgent.Core.Tasks;

/// <summary>Suggests a known name for a misspelt one.</summary>
public static class LikelyName
{
    // One letter in three may be wrong; a suggestion with more errors misleads.
    private const int LettersPerError = 3;

    /// <summary>The name in <paramref name="known"/> with the fewest differing letters, ignoring case; null when none is near enough.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        string folded = name.ToLowerInvariant();
        int most = Math.Max(1, name.Length / LettersPerError);
        return known
            .Select(k => (Name: k, Errors: Distance(folded, k.ToLowerInvariant())))
            .Where(k => k.Errors <= most)
            .OrderBy(k => k.Errors)
            .FirstOrDefault().Name;
    }

    /// <summary>The name as the end of a message: <c>, did you mean NAME?</c>; empty without one.</summary>
    public static string Hint(string? likely)
    {
        if (likely is null) return "";
        return $", did you mean {likely}?";
    }

    // Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
    private static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) cost[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) cost[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(replaced, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                bool isSwap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if (isSwap) cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[a.Length, b.Length];
    }
}
