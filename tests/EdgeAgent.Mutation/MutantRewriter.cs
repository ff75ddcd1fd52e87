using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EdgeAgent.Mutation;

/// <summary>
/// Puts every mutant of a source beside the code it changes: <c>a &lt; b</c> becomes <c>(MutantSwitch.Is(7) ? a &lt;= b : a &lt; b)</c>. So one build has all
/// of them, and a run switches one on.
/// </summary>
/// <param name="file">Path below the folder of the core.</param>
/// <param name="first">Number of the first mutant.</param>
/// <param name="dropped">Positions of operators whose change does not compile.</param>
internal sealed class MutantRewriter(string file, int first, IReadOnlySet<(string File, int Position)> dropped) : CSharpSyntaxRewriter
{
    private static readonly Dictionary<SyntaxKind, (SyntaxKind Kind, SyntaxKind Token)> Changes = new()
    {
        [SyntaxKind.LessThanExpression] = (SyntaxKind.LessThanOrEqualExpression, SyntaxKind.LessThanEqualsToken),
        [SyntaxKind.LessThanOrEqualExpression] = (SyntaxKind.LessThanExpression, SyntaxKind.LessThanToken),
        [SyntaxKind.GreaterThanExpression] = (SyntaxKind.GreaterThanOrEqualExpression, SyntaxKind.GreaterThanEqualsToken),
        [SyntaxKind.GreaterThanOrEqualExpression] = (SyntaxKind.GreaterThanExpression, SyntaxKind.GreaterThanToken),
        [SyntaxKind.EqualsExpression] = (SyntaxKind.NotEqualsExpression, SyntaxKind.ExclamationEqualsToken),
        [SyntaxKind.NotEqualsExpression] = (SyntaxKind.EqualsExpression, SyntaxKind.EqualsEqualsToken),
        [SyntaxKind.LogicalAndExpression] = (SyntaxKind.LogicalOrExpression, SyntaxKind.BarBarToken),
        [SyntaxKind.LogicalOrExpression] = (SyntaxKind.LogicalAndExpression, SyntaxKind.AmpersandAmpersandToken),
        [SyntaxKind.AddExpression] = (SyntaxKind.SubtractExpression, SyntaxKind.MinusToken),
        [SyntaxKind.SubtractExpression] = (SyntaxKind.AddExpression, SyntaxKind.PlusToken),
        [SyntaxKind.MultiplyExpression] = (SyntaxKind.DivideExpression, SyntaxKind.SlashToken),
        [SyntaxKind.DivideExpression] = (SyntaxKind.MultiplyExpression, SyntaxKind.AsteriskToken),
    };

    /// <summary>The call that asks whether a mutant is on, without its argument.</summary>
    public const string Question = "global::MutantSwitch.Is";

    public List<Mutant> Mutants { get; } = [];

    public override SyntaxNode? VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        var rest = (ExpressionSyntax)base.VisitBinaryExpression(node)!;
        if (!Changes.TryGetValue(node.Kind(), out var change) || !MayChange(node, node.OperatorToken)) return rest;
        // Compared with null, the other answer is a crash, which proves nothing about the rule.
        if (node.Right.IsKind(SyntaxKind.NullLiteralExpression)) return rest;
        var other = SyntaxFactory.BinaryExpression(change.Kind, node.Left, SyntaxFactory.Token(change.Token), node.Right);
        return Switch(node, node.OperatorToken, rest, other);
    }

    public override SyntaxNode? VisitPrefixUnaryExpression(PrefixUnaryExpressionSyntax node)
    {
        var rest = (ExpressionSyntax)base.VisitPrefixUnaryExpression(node)!;
        return node.IsKind(SyntaxKind.LogicalNotExpression) && MayChange(node, node.OperatorToken) ? Switch(node, node.OperatorToken, rest, node.Operand) : rest;
    }

    private ParenthesizedExpressionSyntax Switch(ExpressionSyntax node, SyntaxToken sign, ExpressionSyntax rest, ExpressionSyntax other)
    {
        int id = first + Mutants.Count;
        Mutants.Add(new Mutant(id, file, LineOf(sign), sign.SpanStart, Short(node), Short(other)));
        return SyntaxFactory.ParenthesizedExpression(SyntaxFactory.ConditionalExpression(
            SyntaxFactory.ParseExpression($"{Question}({id}) "), SyntaxFactory.ParenthesizedExpression(other.WithoutTrivia()),
            SyntaxFactory.ParenthesizedExpression(rest.WithoutTrivia()))).WithTriviaFrom(node);
    }

    // What is constant, declares a name or assigns one cannot stand twice.
    private bool MayChange(ExpressionSyntax node, SyntaxToken sign) =>
        !dropped.Contains((file, sign.SpanStart)) && !node.Ancestors().Any(IsConstant) && !node.DescendantNodesAndTokens().Any(IsDeclaration);

    private static bool IsConstant(SyntaxNode node) => node switch
    {
        FieldDeclarationSyntax field => field.Modifiers.Any(SyntaxKind.ConstKeyword),
        LocalDeclarationStatementSyntax local => local.IsConst,
        AttributeSyntax or EnumMemberDeclarationSyntax or PatternSyntax or CaseSwitchLabelSyntax => true,
        ParameterSyntax => true,
        _ => false,
    };

    private static bool IsDeclaration(SyntaxNodeOrToken part) =>
        part.IsKind(SyntaxKind.SingleVariableDesignation) || part.IsKind(SyntaxKind.DeclarationExpression) || part.IsKind(SyntaxKind.OutKeyword);

    private static int LineOf(SyntaxToken sign) => sign.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    private static string Short(SyntaxNode node)
    {
        string text = string.Join(' ', node.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= 70 ? text : text[..70] + "...";
    }
}
