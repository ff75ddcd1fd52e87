using System.Text;

namespace EdgeAgent.Core.Tasks;

/// <summary>
/// Converts enum members to the contract's words and back: <c>PascalCase</c> in code, <c>UPPER_SNAKE</c> or <c>lower_snake</c> in
/// documents. Thread-safe.
/// </summary>
public static class WireNames
{
    public static string Upper<T>(T value) where T : struct, Enum => Table<T>.Of(value).Upper;

    public static string Lower<T>(T value) where T : struct, Enum => Table<T>.Of(value).Lower;

    /// <summary>Finds the enum member for a word, ignoring case; false when there is none.</summary>
    public static bool TryParse<T>(string? word, out T value) where T : struct, Enum
    {
        value = default;
        return word is not null && Table<T>.ByWord.TryGetValue(word, out value);
    }

    /// <summary>All words of the enum in lower case, for messages: <c>a, b, c</c>.</summary>
    public static string AllLower<T>() where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(Lower));

    /// <summary><c>MinimumLatency</c> to <c>minimum_latency</c>.</summary>
    public static string Snake(string pascal)
    {
        var text = new StringBuilder(pascal.Length + 8);
        for (int i = 0; i < pascal.Length; i++)
        {
            if (i > 0 && char.IsUpper(pascal[i])) text.Append('_');
            text.Append(char.ToLowerInvariant(pascal[i]));
        }

        return text.ToString();
    }

    private static class Table<T> where T : struct, Enum
    {
        private static readonly Dictionary<T, (string Upper, string Lower)> ByValue = Enum.GetValues<T>().ToDictionary(
            v => v, v => (Snake(v.ToString()).ToUpperInvariant(), Snake(v.ToString())));

        public static readonly Dictionary<string, T> ByWord = ByValue.ToDictionary(
            p => p.Value.Lower, p => p.Key, StringComparer.OrdinalIgnoreCase);

        public static (string Upper, string Lower) Of(T value) => ByValue[value];
    }
}
