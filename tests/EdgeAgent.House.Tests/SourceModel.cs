using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EdgeAgent.House.Tests;

/// <summary>The sources of one product, parsed and bound by the compiler. Source generators do not run: what they would add is not there.</summary>
internal sealed class SourceModel
{
    private static readonly string[] ImplicitUsings =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks", "EdgeAgent.Shared"];

    private readonly Lazy<IReadOnlyList<(SimpleNameSyntax Name, ISymbol Symbol)>> _names;

    private SourceModel(string[] projects, bool nullable)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.None);
        var trees = projects.SelectMany(Sources).Select(file => Parse(file, options)).ToList();
        if (nullable)
        {
            trees.Add(CSharpSyntaxTree.ParseText(string.Concat(ImplicitUsings.Select(name => $"global using {name};\n")), options));
        }

        var compilationOptions = new CSharpCompilationOptions(
            OutputKind.ConsoleApplication, allowUnsafe: true, nullableContextOptions: nullable ? NullableContextOptions.Enable : NullableContextOptions.Disable);
        _names = new(() => [.. Compilation!.SyntaxTrees.SelectMany(Bind)]);
        Compilation = CSharpCompilation.Create(projects[0], trees, References(), compilationOptions);
    }

    /// <summary>The agent with its rules, the sources that it shares with the firmware, and the controller of a fleet, which stands on it.</summary>
    public static SourceModel Agent { get; } = new(["EdgeAgent", "EdgeAgent.Core", "EdgeAgent.Shared", "EdgeAgent.Fleet"], nullable: true);

    /// <summary>The firmware, bound against .NET: calls into the boards' own packages stay unbound.</summary>
    public static SourceModel Firmware { get; } = new(["EdgeAgent.Nano", "EdgeAgent.Shared"], nullable: false);

    public CSharpCompilation Compilation { get; }

    /// <summary>Each name in the sources, and what the compiler binds it to.</summary>
    public IReadOnlyList<(SimpleNameSyntax Name, ISymbol Symbol)> Names => _names.Value;

    /// <summary>Path below <c>src</c>, e.g. <c>EdgeAgent.Core/Time/Timestamp.cs</c>.</summary>
    public static string PathInSrc(SyntaxTree tree) => Path.GetRelativePath(Path.Combine(Repository.Root, "src"), tree.FilePath);

    private IEnumerable<(SimpleNameSyntax, ISymbol)> Bind(SyntaxTree tree)
    {
        var semantics = Compilation.GetSemanticModel(tree);
        foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            var info = semantics.GetSymbolInfo(name);
            foreach (var symbol in info.Symbol is null ? info.CandidateSymbols : [info.Symbol])
            {
                yield return (name, (symbol is IMethodSymbol { ReducedFrom: { } extension } ? extension : symbol).OriginalDefinition);
            }
        }
    }

    private static SyntaxTree Parse(string file, CSharpParseOptions options) => CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, file);

    private static IEnumerable<string> Sources(string project)
    {
        var folder = Path.Combine(Repository.Root, "src", project);
        return Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(folder, file).Split('/')[0] is not ("bin" or "obj"));
    }

    // What this test process may load is what the agent is built from: the framework and the agent's packages.
    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("edgeagent", StringComparison.OrdinalIgnoreCase))
            .Select(path => MetadataReference.CreateFromFile(path));
}
