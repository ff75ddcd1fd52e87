using System.Globalization;
using System.Text;
using static EdgeAgent.Core.Forecast.ForecastConstants;

namespace EdgeAgent.Core.Forecast;

/// <summary>
/// The prior: what was learned from many devices about the habits of each kind of site, and its text form. The first line is <c>edgeagent-prior 1</c>; lines that begin with <c>#</c> are remarks;
/// then per kind the lines <c>kind NAME</c>, <c>rate</c> with 192 numbers (switches per hour, 0.00001 to 20), <c>age</c> with 50
/// (corrections, 0.02 to 50) and <c>profile</c> with 96 (share of time on charge, 0 to 1). Immutable.
/// </summary>
public sealed class ChargePrior(IReadOnlyList<SiteKind> kinds)
{
    /// <summary>Largest text that is read, characters.</summary>
    public const int MostLength = 64 * 1024;

    private const string FirstLine = "edgeagent-prior 1";
    private const int MostKinds = 16;

    /// <summary>The prior without a kind of site.</summary>
    public static ChargePrior None { get; } = new([]);

    public IReadOnlyList<SiteKind> Kinds { get; } = kinds;

    /// <summary>The text form, with remarks behind the first line.</summary>
    public string Format(IEnumerable<string> remarks)
    {
        var text = new StringBuilder(FirstLine).Append('\n');
        foreach (string remark in remarks) text.Append("# ").Append(remark).Append('\n');
        foreach (SiteKind kind in Kinds)
        {
            text.Append("kind ").Append(kind.Name).Append('\n');
            Append(text, "rate", kind.Rate);
            Append(text, "age", kind.Age);
            Append(text, "profile", kind.Profile);
        }

        return text.ToString();
    }

    /// <summary>Reads the text form; throws <see cref="FormatException"/> with line, field and allowed range when it is not one.</summary>
    public static ChargePrior Parse(string text)
    {
        string[] lines = text.Length > MostLength ? throw new FormatException($"a prior has at most {MostLength} characters") : text.ReplaceLineEndings("\n").Split('\n');
        if (lines[0] != FirstLine) throw new FormatException($"line 1 is not '{FirstLine}'");
        var kinds = new List<SiteKind>();
        var filled = new HashSet<string>();
        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].Length == 0 || lines[i][0] == '#') continue;
            string[] words = lines[i].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is ["kind", { Length: > 0 and <= 32 } name] && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')) kinds.Add(new SiteKind(name));
            else if (kinds.Count == 0) throw new FormatException($"line {i + 1}: 'kind NAME' comes first");
            else if (words is ["rate", ..]) Fill(kinds[^1].Rate, words, i, SwitchingRates.MinRate, SwitchingRates.MaxRate);
            else if (words is ["age", ..]) Fill(kinds[^1].Age, words, i, Switching.LeastRatio, Switching.MostRatio);
            else if (words is ["profile", ..]) Fill(kinds[^1].Profile, words, i, 0, 1);
            else throw new FormatException($"line {i + 1}: neither 'kind NAME', 'rate', 'age' nor 'profile'");
            if (words[0] is var field and not "kind" && !filled.Add($"{kinds.Count} {field}")) throw new FormatException($"line {i + 1}: a second '{field}' of '{kinds[^1].Name}'");
        }

        if (kinds.Count > MostKinds) throw new FormatException($"{kinds.Count} kinds: at most {MostKinds}");
        if (filled.Count != 3 * kinds.Count) throw new FormatException("every kind has the lines 'rate', 'age' and 'profile'");
        return new ChargePrior(kinds);
    }

    private static void Append(StringBuilder text, string field, double[] values)
    {
        text.Append(field);
        foreach (double value in values) text.Append(CultureInfo.InvariantCulture, $" {value:0.##e0}");
        text.Append('\n');
    }

    private static void Fill(double[] into, string[] words, int line, double least, double most)
    {
        if (words.Length != into.Length + 1) throw new FormatException($"line {line + 1}: '{words[0]}' has {words.Length - 1} numbers, not {into.Length}");
        for (int i = 0; i < into.Length; i++)
        {
            if (!double.TryParse(words[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out into[i]) || !(into[i] >= least && into[i] <= most))
            {
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"line {line + 1}: '{words[i + 1]}' is not a number from {least} to {most}"));
            }
        }
    }
}
