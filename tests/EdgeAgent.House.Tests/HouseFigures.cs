using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EdgeAgent.House.Tests;

/// <summary>Counts of the agent's sources, by syntax alone: <c>tests/house.sh</c> prints them.</summary>
internal static class HouseFigures
{
    private static readonly IReadOnlyList<SyntaxNode> Files =
        [.. SourceModel.Agent.Compilation.SyntaxTrees.Where(tree => tree.FilePath.Length > 0).Select(tree => tree.GetRoot())];

    public static int Lines { get; } = Files.Sum(LinesOf);

    public static int Ternaries => Conditionals.Count();

    public static double TernariesPerThousandLines => 1000.0 * Ternaries / Lines;

    /// <summary>File and line of each conditional expression inside another one.</summary>
    public static IReadOnlyList<string> NestedTernaries { get; } =
        [.. Conditionals.Where(c => c.Ancestors().TakeWhile(IsPartOfExpression).OfType<ConditionalExpressionSyntax>().Any()).Select(Place)];

    /// <summary>File and line of each line on which more than one conditional expression begins.</summary>
    public static IReadOnlyList<string> LinesWithMoreTernaries { get; } = [.. Conditionals.GroupBy(Place).Where(line => line.Count() > 1).Select(line => line.Key)];

    /// <summary>File and line of each conditional expression whose condition takes more than two lines.</summary>
    public static IReadOnlyList<string> LongConditions { get; } = [.. Conditionals.Where(c => LinesOf(c.Condition) > 2).Select(Place)];

    /// <summary>File and types of each file with more than one.</summary>
    public static IReadOnlyList<string> FilesWithMoreTypes { get; } =
        [.. Files.Select(file => (File: file, Types: TypesAtTop(file).ToList())).Where(f => f.Types.Count > 1).Select(f => $"{PathOf(f.File)}: {string.Join(", ", f.Types.Select(NameOf))}")];

    /// <summary>Each file whose type has another name than the part of the file's name before its first point.</summary>
    public static IReadOnlyList<string> FilesNamedOtherwise { get; } =
        [.. Files.Where(file => TypesAtTop(file).Select(NameOf).FirstOrDefault() is { } name && name != Path.GetFileName(PathOf(file)).Split('.')[0]).Select(PathOf)];

    /// <summary>File and line of each unbraced body that does not stand on the line of its condition or loop.</summary>
    public static IReadOnlyList<string> BodiesOnTheNextLine { get; } =
        [.. Files.SelectMany(f => f.DescendantNodes().OfType<StatementSyntax>()).Where(IsUnbracedBody).Where(s => LineOf(s.SpanStart, s) > LineOf(s.GetFirstToken().GetPreviousToken().SpanStart, s)).Select(Place)];

    /// <summary>Each method with more than five parameters, as <c>Type.Method</c>. A constructor lists what its part needs; it is not counted.</summary>
    public static IReadOnlyList<string> LongParameterLists { get; } =
    [
        .. Files.SelectMany(f => f.DescendantNodes().OfType<MethodDeclarationSyntax>()).Where(m => m.ParameterList.Parameters.Count > 5)
            .Select(m => $"{((BaseTypeDeclarationSyntax)m.Parent!).Identifier.Text}.{m.Identifier.Text}").Distinct(),
    ];

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

    private static IEnumerable<MemberDeclarationSyntax> TypesAtTop(SyntaxNode file) => file.DescendantNodes()
        .OfType<MemberDeclarationSyntax>().Where(m => m is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax && m.Parent is BaseNamespaceDeclarationSyntax);

    private static string NameOf(MemberDeclarationSyntax type) => type switch
    {
        BaseTypeDeclarationSyntax named => named.Identifier.Text,
        DelegateDeclarationSyntax named => named.Identifier.Text,
        _ => "",
    };

    // `else if` is one chain; a block has braces; a local function or lambda is no body of this kind.
    private static bool IsUnbracedBody(StatementSyntax statement) => statement is not (BlockSyntax or IfStatementSyntax { Parent: ElseClauseSyntax }) && statement.Parent switch
    {
        IfStatementSyntax or ElseClauseSyntax or ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax => true,
        _ => false,
    };

    private static int LineOf(int position, SyntaxNode node) => node.SyntaxTree.GetText().Lines.GetLinePosition(position).Line;

    private static int FieldsOf(ClassDeclarationSyntax type) =>
        type.Members.OfType<FieldDeclarationSyntax>().Where(f => !f.Modifiers.Any(m => m.Text is "const" or "static")).Sum(f => f.Declaration.Variables.Count)
        + type.Members.OfType<PropertyDeclarationSyntax>().Count(p => p.AccessorList?.Accessors.All(a => a.Body is null && a.ExpressionBody is null) == true && !p.Modifiers.Any(m => m.Text == "static"))
        + (type.ParameterList?.Parameters.Count ?? 0);

    private static int LinesOf(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static string PathOf(SyntaxNode file) => SourceModel.PathInSrc(file.SyntaxTree);

    private static string Place(SyntaxNode node) =>
        $"{SourceModel.PathInSrc(node.SyntaxTree)}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
}
