using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace EdgeAgent.Mutation;

/// <summary>A copy of the repository whose core is rewritten, built with all mutants in it.</summary>
internal sealed partial class MutatedTree(string root)
{
    private const int MostBuilds = 8;

    private const string Switch = """
        /// <summary>Says which mutant is on, and notes which were asked for. The test host sets both fields.</summary>
        internal static class MutantSwitch
        {
            public static int Active = -1;
            public static bool[]? Seen = null;

            public static bool Is(int id)
            {
                if (Seen is not null) Seen[id] = true;
                return id == Active;
            }
        }
        """;

    private readonly string _core = Path.Combine(root, "src/EdgeAgent.Core");
    private readonly Dictionary<string, string> _sources = [];
    private readonly HashSet<(string File, int Position)> _dropped = [];

    public string Tests => Path.Combine(root, "tests/EdgeAgent.Core.Tests/bin/Release/net10.0/EdgeAgent.Core.Tests.dll");

    /// <summary>Rewrites and builds until what is left compiles.</summary>
    /// <exception cref="InvalidOperationException">It does not build, also without the mutants that the compiler names.</exception>
    public IReadOnlyList<Mutant> Build(IReadOnlyCollection<string> rooms)
    {
        foreach (string room in rooms)
        {
            foreach (string path in Directory.EnumerateFiles(Path.Combine(_core, room), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                _sources[path] = File.ReadAllText(path);
        }

        File.WriteAllText(Path.Combine(_core, "MutantSwitch.cs"), Switch);
        for (int i = 0; i < MostBuilds; i++)
        {
            var mutants = Rewrite();
            string output = ProcessOutput.Of("dotnet", "build", Path.Combine(root, "tests/EdgeAgent.Core.Tests"), "-c", "Release", "-v", "q", "-clp:NoSummary",
                "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false", "-p:Nullable=annotations", "-p:GenerateDocumentationFile=false");
            if (!output.Contains(": error ", StringComparison.Ordinal)) return mutants;
            if (Drop(output, mutants) == 0) throw new InvalidOperationException(output);
        }

        throw new InvalidOperationException($"still does not compile after {MostBuilds} builds");
    }

    private List<Mutant> Rewrite()
    {
        var all = new List<Mutant>();
        foreach ((string path, string text) in _sources)
        {
            string file = Path.GetRelativePath(_core, path);
            var rewriter = new MutantRewriter(file, all.Count, _dropped);
            File.WriteAllText(path, rewriter.Visit(CSharpSyntaxTree.ParseText(text).GetRoot()).ToFullString());
            all.AddRange(rewriter.Mutants);
        }

        return all;
    }

    private int Drop(string output, List<Mutant> mutants)
    {
        int before = _dropped.Count;
        foreach (Match error in ErrorPlace().Matches(output))
        {
            if (MutantAt(error.Groups[1].Value, Number(error.Groups[2]), Number(error.Groups[3])) is not { } id) continue;
            _dropped.Add((mutants[id].File, mutants[id].Position));
        }

        return _dropped.Count - before;
    }

    // The innermost mutant around a place of the rewritten file.
    private static int? MutantAt(string path, int line, int column)
    {
        var text = SourceText.From(File.ReadAllText(path));
        var place = CSharpSyntaxTree.ParseText(text).GetRoot().FindToken(text.Lines[line - 1].Start + column - 1).Parent!;
        foreach (var choice in place.AncestorsAndSelf().OfType<ConditionalExpressionSyntax>())
        {
            if (choice.Condition is InvocationExpressionSyntax { ArgumentList.Arguments: [var id] } call && call.Expression.ToString() == MutantRewriter.Question)
                return int.Parse(id.ToString(), CultureInfo.InvariantCulture);
        }

        return null;
    }

    private static int Number(Group digits) => int.Parse(digits.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(/[^(]+)\((\d+),(\d+)\): error ", RegexOptions.Multiline)]
    private static partial Regex ErrorPlace();
}
