using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using EdgeAgent.Core.Tasks;

namespace EdgeAgent.Cli;

/// <summary>Options that check their value during parsing; the error names option, value and allowed range.</summary>
internal static class CheckedOption
{
    public static Option<int?> Whole(string name, string description, int least, int most) => Of<int?>(
        name,
        description,
        text =>
        {
            bool isWhole = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value);
            if (!isWhole || value < least || value > most) return null;
            return value;
        },
        $"a whole number from {least} to {most}");

    /// <param name="allowed">The allowed values as text; null: the range.</param>
    public static Option<double?> Number(string name, string description, double least, double most, string? allowed = null) => Of<double?>(
        name,
        description,
        text =>
        {
            // Thousands separators are not allowed, because "0,5" would be read as 5.
            bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
            if (isNumber && value >= least && value <= most) return value; // NaN is in no range
            return null;
        },
        allowed ?? string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));

    public static Option<string?> Text(string name, string description, Func<string, bool> isGood, string allowed) =>
        Of(name, description, text => isGood(text) ? text : null, allowed);

    public static Option<string?> ExistingFile(string name, string description) => Text(name, description, File.Exists, "a file that exists");

    /// <summary>A word of <typeparamref name="T"/>, in either case.</summary>
    public static Option<string?> Word<T>(string name, string description) where T : struct, Enum
    {
        var option = Text(name, description, text => WireNames.TryParse<T>(text.ToLowerInvariant(), out _), $"one of {WireNames.AllLower<T>()}");
        option.CompletionSources.Add(WireNames.AllLower<T>().Split(", "));
        return option;
    }

    private static Option<T?> Of<T>(string name, string description, Func<string, T?> read, string allowed) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            string text = "";
            if (result.Tokens is [{ } first, ..]) text = first.Value;
            var value = read(text);
            if (value is null) Refuse(result, name, text, allowed);
            return value;
        },
    };

    private static void Refuse(ArgumentResult result, string name, string text, string allowed) => result.AddError($"{name} '{text}': {allowed} is needed");
}
