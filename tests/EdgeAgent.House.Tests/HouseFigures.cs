using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EdgeAgent.House.Tests;

/// <summary>Counts of the agent's sources, by syntax alone: what <c>tests/house.sh</c> prints before and after a clearing.</summary>
internal static class HouseFigures
{
    private static readonly IReadOnlyList<SyntaxNode> Files =
        [.. SourceModel.Agent.Compilation.SyntaxTrees.Where(tree => tree.FilePath.Length > 0).Select(tree => tree.GetRoot())];

    public static int Lines { get; } = Files.Sum(LinesOf);

    public static int Ternaries => Conditionals.Count();

    /// <summary>File and line of each conditional expression inside another one.</summary>
    public static IReadOnlyList<string> NestedTernaries { get; } =
        [.. Conditionals.Where(c => c.Ancestors().TakeWhile(IsPartOfExpression).OfType<ConditionalExpressionSyntax>().Any()).Select(Place)];

    /// <summary>File and line of each line on which more than one conditional expression begins.</summary>
    public static IReadOnlyList<string> LinesWithMoreTernaries { get; } = [.. Conditionals.GroupBy(Place).Where(line => line.Count() > 1).Select(line => line.Key)];

    /// <summary>File and line of each conditional expression whose condition takes more than two lines.</summary>
    public static IReadOnlyList<string> LongConditions { get; } = [.. Conditionals.Where(c => LinesOf(c.Condition) > 2).Select(Place)];

    /// <summary>File and number of types of each file with more than one, a closed hierarchy counted as one.</summary>
    public static IReadOnlyList<string> FilesWithMoreTypes { get; } =
        [.. Files.Select(file => (File: file, Types: TypesAtTop(file).ToList())).Where(f => f.Types.Count > 1).Select(f => $"{Place(f.File)} {f.Types.Count}")];

    /// <summary>File, line and number of parameters of each method and constructor with more than five.</summary>
    public static IReadOnlyList<string> LongParameterLists { get; } =
        [.. Files.SelectMany(f => f.DescendantNodes().OfType<ParameterListSyntax>()).Where(p => p.Parameters.Count > 5 && !IsRecord(p)).Select(p => $"{Place(p)} {p.Parameters.Count}")];

    /// <summary>Name, fields (a primary constructor's parameters included) and lines of each class, the one with the most fields first.</summary>
    public static IReadOnlyList<(string Name, int Fields, int Lines)> Classes { get; } =
    [
        .. Files.SelectMany(f => f.DescendantNodes().OfType<ClassDeclarationSyntax>()).Where(c => c.Parent is not TypeDeclarationSyntax)
            .GroupBy(c => $"{Path.GetFileName(Path.GetDirectoryName(c.SyntaxTree.FilePath))}/{c.Identifier.Text}")
            .Select(parts => (parts.Key, parts.Sum(FieldsOf), parts.Sum(LinesOf))).OrderByDescending(c => c.Item2),
    ];

    private static IEnumerable<ConditionalExpressionSyntax> Conditionals => Files.SelectMany(f => f.DescendantNodes().OfType<ConditionalExpressionSyntax>());

    // A lambda or a switch arm inside a conditional is read by itself.
    private static bool IsPartOfExpression(SyntaxNode node) => node is ExpressionSyntax and not AnonymousFunctionExpressionSyntax and not SwitchExpressionSyntax;

    private static bool IsRecord(ParameterListSyntax parameters) => parameters.Parent is RecordDeclarationSyntax;

    private static IEnumerable<MemberDeclarationSyntax> TypesAtTop(SyntaxNode file) => file.DescendantNodes()
        .OfType<MemberDeclarationSyntax>().Where(m => m is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax && m.Parent is BaseNamespaceDeclarationSyntax);

    private static int FieldsOf(ClassDeclarationSyntax type) =>
        type.Members.OfType<FieldDeclarationSyntax>().Where(f => !f.Modifiers.Any(m => m.Text is "const" or "static")).Sum(f => f.Declaration.Variables.Count)
        + type.Members.OfType<PropertyDeclarationSyntax>().Count(p => p.AccessorList?.Accessors.All(a => a.Body is null && a.ExpressionBody is null) == true && !p.Modifiers.Any(m => m.Text == "static"))
        + (type.ParameterList?.Parameters.Count ?? 0);

    private static int LinesOf(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static string Place(SyntaxNode node) =>
        $"{SourceModel.PathInSrc(node.SyntaxTree)}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
}
