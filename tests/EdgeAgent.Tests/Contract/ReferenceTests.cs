using System.Reflection;
using System.Text.RegularExpressions;
using EdgeAgent.Contract;

namespace EdgeAgent.Tests.Contract;

/// <summary>The pages of <c>src/docs</c> name only what the program has.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public void Every_alert_has_a_line_in_the_troubleshooting_and_no_other_has()
    {
        var words = typeof(Alerts).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!);
        string page = Page("operation.md");
        string table = page[page.IndexOf("| alert |", StringComparison.Ordinal)..];
        var named = table.Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal)).SelectMany(l => Regex.Matches(l.Split('|')[1], "`([a-z_]+)`")).Select(m => m.Groups[1].Value);
        Assert.Equal(words.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_link_of_the_reference_leads_somewhere()
    {
        foreach (string file in Directory.EnumerateFiles(Folder, "*.md"))
        {
            foreach (Match link in Regex.Matches(File.ReadAllText(file), @"\]\((?<to>[^)#:]+)\)"))
            {
                string target = Path.GetFullPath(Path.Combine(Folder, link.Groups["to"].Value));
                Assert.True(Path.Exists(target), $"{Path.GetFileName(file)} links to {link.Groups["to"].Value}, which is not there");
            }
        }
    }

    private static string Folder { get; } = Path.Combine(Repository.Root, "src/docs");

    private static string Page(string name) => File.ReadAllText(Path.Combine(Folder, name));
}
