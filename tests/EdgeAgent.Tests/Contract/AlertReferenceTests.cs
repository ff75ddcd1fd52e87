using System.Reflection;
using System.Text.RegularExpressions;
using EdgeAgent.Contract;

namespace EdgeAgent.Tests.Contract;

/// <summary>The table "Troubleshooting by alert" of src/docs/operation.md against the words that the agent says.</summary>
public sealed partial class AlertReferenceTests
{
    private static readonly string[] Words =
        [.. typeof(Alerts).GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static).Where(f => f.IsLiteral && f.FieldType == typeof(string)).Select(f => (string)f.GetRawConstantValue()!)];

    private static readonly string[] Rows =
        [.. File.ReadLines(Path.Combine(Repository.Root, "src", "docs", "operation.md")).SkipWhile(l => !l.StartsWith("## Troubleshooting", StringComparison.Ordinal)).Where(l => l.StartsWith("| `", StringComparison.Ordinal))];

    [Fact]
    public void Each_alert_word_has_a_row_that_says_what_it_means_and_what_to_do()
    {
        Assert.True(Words.Length > 20);
        foreach (string word in Words)
        {
            string[] cells = Assert.Single(Rows, r => Named(r).Contains(word)).Split('|', StringSplitOptions.TrimEntries);
            Assert.True(cells.Length == 5 && cells[2].Length > 10 && cells[3].Length > 5, word);
        }
    }

    [Fact]
    public void No_row_names_a_word_that_the_agent_does_not_say() => Assert.Empty(Rows.SelectMany(Named).Except(Words));

    private static IEnumerable<string> Named(string row) => QuotedWord().Matches(row.Split('|')[1]).Select(m => m.Groups[1].Value);

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex QuotedWord();
}
