using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace EdgeAgent.House.Tests;

/// <summary>The pages that a newcomer reads first name files, types and methods. Each of them must exist.</summary>
public partial class WalkTests
{
    private static readonly string Src = Path.Combine(Repository.Root, "src");

    private static readonly Lazy<ILookup<string, INamedTypeSymbol>> Types =
        new(() => AllTypes(SourceModel.Agent.Compilation.GlobalNamespace).ToLookup(type => type.Name, StringComparer.Ordinal));

    [Theory]
    [InlineData("### Two walks", "Whose plan counts", 45)]
    [InlineData("## The loop", "### Two walks", 30)]
    public void Every_file_type_and_method_that_ARCHITECTURE_names_is_there(string from, string to, int least)
    {
        string page = File.ReadAllText(Path.Combine(Src, "ARCHITECTURE.md"));
        int begin = page.IndexOf(from, StringComparison.Ordinal);
        string section = page[begin..page.IndexOf(to, begin, StringComparison.Ordinal)];
        var names = Quoted().Matches(section).Select(m => m.Groups[1].Value).Where(IsNameOfCode).Distinct().ToList();
        Assert.True(names.Count >= least, $"only {names.Count} names are found");
        var missing = names.Where(name => !IsThere(name)).ToList();
        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }

    // Words of the contract (QUIETEST_HOUR, power.voltage_v) are checked elsewhere.
    private static bool IsNameOfCode(string text) => CodeName().IsMatch(text) && text.Any(char.IsLower);

    private static bool IsThere(string name)
    {
        if (name.Contains('/')) return Places(name).Any(path => File.Exists(path) || File.Exists(path + ".cs") || Directory.Exists(path));
        string[] parts = name.Split('.');
        if (parts.Length == 1) return SourceModel.Agent.Compilation.ContainsSymbolsWithName(name, SymbolFilter.All) || SourceModel.Agent.Names.Any(use => use.Symbol is INamedTypeSymbol && use.Name.Identifier.Text == name);
        return Types.Value[parts[0]].Any(type => type.GetMembers(parts[1]).Length > 0);
    }

    private static IEnumerable<string> Places(string name) =>
        [Path.Combine(Src, "EdgeAgent", name), Path.Combine(Src, $"EdgeAgent.{name}"), Path.Combine(Src, name)];

    private static IEnumerable<INamedTypeSymbol> AllTypes(INamespaceSymbol space) =>
        space.GetTypeMembers().Where(type => type.DeclaringSyntaxReferences.Length > 0).Concat(space.GetNamespaceMembers().SelectMany(AllTypes));

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^[A-Z]\w*(/[A-Z]\w*)*(\.[A-Z]?\w+)?$")]
    private static partial Regex CodeName();
}
