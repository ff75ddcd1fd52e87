using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EdgeAgent.Nano.Tests;

/// <summary>Finds the constructs that compile against nanoFramework's mscorlib and break, or differ from .NET, on its interpreter.</summary>
internal sealed class Subset : CSharpSyntaxWalker
{
    // A comment that says why a divisor is never zero: x / 0.0 throws there instead of giving infinity.
    private const string DivisorComment = "// divisor:";

    private readonly SemanticModel _model;
    private readonly List<string> _findings;
    private readonly string[] _lines;
    private readonly string _path;

    private Subset(SemanticModel model, List<string> findings)
    {
        _model = model;
        _findings = findings;
        _path = Path.GetFileName(model.SyntaxTree.FilePath);
        _lines = model.SyntaxTree.GetText().ToString().Split('\n');
    }

    public static List<string> Findings(List<(string Path, string Text)> sources)
    {
        var options = new CSharpParseOptions(LanguageVersion.CSharp10);
        var trees = sources.Select(s => CSharpSyntaxTree.ParseText(s.Text, options, s.Path)).ToList();
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal)).Select(p => MetadataReference.CreateFromFile(p));
        var compilation = CSharpCompilation.Create("subset", trees, references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        var findings = new List<string>();
        foreach (var tree in trees) new Subset(compilation.GetSemanticModel(tree), findings).Visit(tree.GetRoot());
        return findings;
    }

    public override void VisitTypeParameterList(TypeParameterListSyntax node) => Find(node, "generic declaration");

    public override void VisitGenericName(GenericNameSyntax node)
    {
        if (_model.GetSymbolInfo(node).Symbol is INamedTypeSymbol { TypeKind: TypeKind.Delegate }) Find(node, "generic delegate");
        else Find(node, "generic type or method");
        base.VisitGenericName(node);
    }

    public override void VisitArrayRankSpecifier(ArrayRankSpecifierSyntax node)
    {
        if (node.Rank > 1) Find(node, "array of more than one dimension");
        base.VisitArrayRankSpecifier(node);
    }

    public override void VisitStackAllocArrayCreationExpression(StackAllocArrayCreationExpressionSyntax node) => Find(node, "stackalloc");

    public override void VisitImplicitStackAllocArrayCreationExpression(ImplicitStackAllocArrayCreationExpressionSyntax node) => Find(node, "stackalloc");

    public override void VisitPointerType(PointerTypeSyntax node) => Find(node, "pointer");

    public override void VisitInterfaceDeclaration(InterfaceDeclarationSyntax node)
    {
        foreach (var method in node.DescendantNodes().OfType<MethodDeclarationSyntax>())
        {
            if (method.Body is not null || method.ExpressionBody is not null) Find(method, "default interface method");
        }

        base.VisitInterfaceDeclaration(node);
    }

    public override void VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        if (node.Modifiers.Any(SyntaxKind.AsyncKeyword)) Find(node, "async");
        base.VisitMethodDeclaration(node);
    }

    public override void VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        if (_model.GetSymbolInfo(node).Symbol is IMethodSymbol method && node.Expression is MemberAccessExpressionSyntax access) Invoked(node, method, access);
        base.VisitInvocationExpression(node);
    }

    public override void VisitInterpolation(InterpolationSyntax node)
    {
        Texted(node, _model.GetTypeInfo(node.Expression).Type, node.FormatClause is not null);
        base.VisitInterpolation(node);
    }

    public override void VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        if (node.IsKind(SyntaxKind.DivideExpression) || node.IsKind(SyntaxKind.ModuloExpression)) Divided(node, node.Right);
        bool isGreater = node.IsKind(SyntaxKind.GreaterThanExpression) || node.IsKind(SyntaxKind.GreaterThanOrEqualExpression);
        if (isGreater && (IsFloating(node.Left) || IsFloating(node.Right))) Find(node, "greater with a floating-point number: is true for NaN there, write it with < or <=");
        if (node.IsKind(SyntaxKind.AddExpression) && _model.GetTypeInfo(node).Type?.SpecialType == SpecialType.System_String)
        {
            Texted(node, _model.GetTypeInfo(node.Left).Type, false);
            Texted(node, _model.GetTypeInfo(node.Right).Type, false);
        }

        base.VisitBinaryExpression(node);
    }

    public override void VisitAssignmentExpression(AssignmentExpressionSyntax node)
    {
        if (node.IsKind(SyntaxKind.DivideAssignmentExpression) || node.IsKind(SyntaxKind.ModuloAssignmentExpression)) Divided(node, node.Right);
        base.VisitAssignmentExpression(node);
    }

    public override void Visit(SyntaxNode? node)
    {
        if (node is ExpressionSyntax expression) Converted(expression);
        base.Visit(node);
    }

    private bool IsFloating(ExpressionSyntax expression) =>
        _model.GetTypeInfo(expression).ConvertedType?.SpecialType is SpecialType.System_Double or SpecialType.System_Single;

    private void Invoked(InvocationExpressionSyntax node, IMethodSymbol method, MemberAccessExpressionSyntax access)
    {
        if (method.Name == "ToString") Texted(node, _model.GetTypeInfo(access.Expression).Type, method.Parameters.Length > 0);
        if (method.Name == "GetHashCode") Find(node, "hash code");
    }

    private void Texted(SyntaxNode node, ITypeSymbol? type, bool hasFormat)
    {
        if (type?.TypeKind == TypeKind.Enum) Find(node, "text of an enum: is a number there");
        if (!hasFormat && type?.SpecialType is SpecialType.System_Double or SpecialType.System_Single) Find(node, "text of a floating-point number without a format");
    }

    private void Divided(SyntaxNode node, ExpressionSyntax divisor)
    {
        bool isConstant = _model.GetConstantValue(divisor) is { HasValue: true, Value: { } value } && Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture) != 0;
        if (isConstant || IsSumWithPositive(divisor)) return;
        int line = node.GetLocation().GetLineSpan().EndLinePosition.Line;
        bool isExplained = _lines[line].Contains(DivisorComment, StringComparison.Ordinal) || (line > 0 && _lines[line - 1].Contains(DivisorComment, StringComparison.Ordinal));
        if (!isExplained) Find(node, $"divisor that may be zero: say '{DivisorComment} why not' beside it");
    }

    // A sum with a positive constant (1 + …, n + CellHours) counts as checked by its author.
    private bool IsSumWithPositive(ExpressionSyntax divisor)
    {
        while (divisor is ParenthesizedExpressionSyntax inner) divisor = inner.Expression;
        if (divisor is not BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum) return false;
        return new[] { sum.Left, sum.Right }.Any(e => _model.GetConstantValue(e) is { HasValue: true, Value: { } value }
            && Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture) > 0);
    }

    // uint to int or long, ulong to long: no instruction is emitted there, and the value stays unsigned.
    private void Converted(ExpressionSyntax expression)
    {
        var source = expression is CastExpressionSyntax cast ? cast.Expression : expression;
        if (_model.GetConstantValue(source).HasValue) return;
        var from = _model.GetTypeInfo(source).Type?.SpecialType;
        var to = (expression is CastExpressionSyntax ? _model.GetTypeInfo(expression).Type : _model.GetTypeInfo(expression).ConvertedType)?.SpecialType;
        bool isUnsigned = from is SpecialType.System_UInt32 or SpecialType.System_UInt64;
        bool isSigned = to is SpecialType.System_Int32 or SpecialType.System_Int64;
        if (isUnsigned && isSigned) Find(expression, "cast of an unsigned number to a signed one");
    }

    private void Find(SyntaxNode node, string rule) => _findings.Add($"{_path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: {rule}: {node.ToString().Split('\n')[0]}");
}
