using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace EdgeAgent.Mutation;

/// <summary>A copy of the repository whose core is rewritten, built with all mutants in it.</summary>
internal sealed partial class MutatedTree(string root)
{
    private const int MostBuilds = 8;

    private const string Switch = """
        /// <summary>Says which mutant is on, and writes down which were asked for.</summary>
        internal static class MutantSwitch
        {
            private static readonly int Active = int.Parse(System.Environment.GetEnvironmentVariable("MUTANT") ?? "-1", System.Globalization.CultureInfo.InvariantCulture);
            private static readonly string? Log = System.Environment.GetEnvironmentVariable("MUTANTS_SEEN");
            private static readonly bool[]? Seen = Log is null ? null : new bool[100_000];

            static MutantSwitch() => System.AppDomain.CurrentDomain.ProcessExit += (_, _) =>
            {
                if (Log is null) return;
                var ids = new System.Collections.Generic.List<string>();
                for (int i = 0; i < Seen!.Length; i++) if (Seen[i]) ids.Add(i.ToString(System.Globalization.CultureInfo.InvariantCulture));
                System.IO.File.WriteAllLines(Log, ids);
            };

            public static bool Is(int id)
            {
                if (Seen is not null) Seen[id] = true;
                return id == Active;
            }
        }
        """;

    private readonly string _core = Path.Combine(root, "src/EdgeAgent.Core");
    private readonly Dictionary<string, string> _sources = [];
    private readonly HashSet<(string File, int Line)> _dropped = [];

    public string Tests => Path.Combine(root, "tests/EdgeAgent.Core.Tests/bin/Release/net10.0/EdgeAgent.Core.Tests");

    /// <summary>Rewrites and builds until what is left compiles.</summary>
    /// <exception cref="InvalidOperationException">It does not build, also without the mutants of the lines that the compiler names.</exception>
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
            string output = Run("dotnet", "build", Path.Combine(root, "tests/EdgeAgent.Core.Tests"), "-c", "Release", "-v", "q", "-clp:NoSummary",
                "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false", "-p:Nullable=annotations", "-p:GenerateDocumentationFile=false");
            if (!output.Contains(": error ", StringComparison.Ordinal)) return mutants;
            if (Drop(output) == 0) throw new InvalidOperationException(output);
        }

        throw new InvalidOperationException($"still does not compile after {MostBuilds} builds");
    }

    private List<Mutant> Rewrite()
    {
        var all = new List<Mutant>();
        foreach ((string path, string text) in _sources)
        {
            string file = Path.GetRelativePath(_core, path);
            var rewriter = new MutantRewriter(file, all.Count, (f, line) => _dropped.Contains((f, line)));
            File.WriteAllText(path, rewriter.Visit(CSharpSyntaxTree.ParseText(text).GetRoot()).ToFullString());
            all.AddRange(rewriter.Mutants);
        }

        return all;
    }

    // Rewriting keeps the lines, so the compiler's line is the source's.
    private int Drop(string output)
    {
        int before = _dropped.Count;
        foreach (Match error in ErrorPlace().Matches(output))
            _dropped.Add((Path.GetRelativePath(_core, error.Groups[1].Value), int.Parse(error.Groups[2].Value, CultureInfo.InvariantCulture)));
        return _dropped.Count - before;
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    [GeneratedRegex(@"^(/[^(]+)\((\d+),\d+\): error ", RegexOptions.Multiline)]
    private static partial Regex ErrorPlace();
}
