namespace EdgeAgent.Fleet.Rules;

/// <summary>Splits a filter into words, numbers, operators and parentheses.</summary>
internal static class WhereTokens
{
    private static readonly string[] Operators = ["==", "!=", "<=", ">=", "<", ">", "(", ")"];

    /// <exception cref="FilterException">A character that has no meaning.</exception>
    public static List<WhereToken> Of(string text)
    {
        var tokens = new List<WhereToken>();
        int at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at])) at++;
            else tokens.Add(Next(text, ref at));
        }

        return tokens;
    }

    private static WhereToken Next(string text, ref int at)
    {
        int start = at;
        foreach (string op in Operators)
        {
            if (string.CompareOrdinal(text, at, op, 0, op.Length) != 0) continue;
            at += op.Length;
            return new WhereToken(op, start + 1, false);
        }

        if (text[at] is '\'' or '"') return Quoted(text, ref at);
        while (at < text.Length && IsWord(text[at])) at++;
        if (at > start) return new WhereToken(text[start..at], start + 1, false);
        throw new FilterException(start + 1, $"'{text[start]}' has no meaning here");
    }

    private static WhereToken Quoted(string text, ref int at)
    {
        int start = at, end = text.IndexOf(text[at], at + 1);
        if (end < 0) throw new FilterException(start + 1, "the quotation does not end");
        at = end + 1;
        return new WhereToken(text[(start + 1)..end], start + 1, true);
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or '+';
}
