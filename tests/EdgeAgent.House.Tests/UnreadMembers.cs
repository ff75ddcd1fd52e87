using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EdgeAgent.House.Tests;

/// <summary>
/// Finds fields, properties, methods and enum members that no source reads or calls. A write is not a read; a test is not a source.
/// Left out because others read them: documents that <c>JsonSerializable</c> names and whatever they hold, structures with a layout,
/// imported functions, loggers, members that override or implement something from outside, entry points, constructors, operators, indexers.
/// A document's property counts when some source sets or reads it, and a call of an interface's own empty body only when some source implements it.
/// </summary>
internal sealed class UnreadMembers
{
    private readonly Dictionary<string, string> _declared = [];
    private readonly HashSet<string> _read = [];
    private readonly HashSet<string> _written = [];
    private readonly HashSet<string> _implemented = [];
    private readonly HashSet<string> _documents = [];
    private readonly HashSet<string> _documentMembers = [];
    private readonly HashSet<string> _bodiesInInterfaces = [];

    /// <summary>Names such as <c>EdgeAgent.Time.Timestamp.WallMs</c>, in order.</summary>
    public static IReadOnlyList<string> Find(params SourceModel[] models)
    {
        var search = new UnreadMembers();
        foreach (var model in models)
        {
            search.Visit(model);
        }

        return [.. search._declared.Where(member => !search.IsUsed(member.Key)).Select(member => member.Value).Distinct().Order(StringComparer.Ordinal)];
    }

    private bool IsUsed(string key)
    {
        if (_documentMembers.Contains(key)) return _read.Contains(key) || _written.Contains(key);
        if (_bodiesInInterfaces.Contains(key)) return _read.Contains(key) && _implemented.Contains(key);
        return _read.Contains(key);
    }

    private void Visit(SourceModel model)
    {
        var compilation = model.Compilation;
        FindDocuments(compilation);
        foreach (var (name, symbol) in model.Names)
        {
            if (IsWrite(name))
            {
                _written.Add(Key(symbol));
            }
            else if (!IsNameOf(name))
            {
                Add(symbol);
            }
        }

        foreach (var tree in compilation.SyntaxTrees)
        {
            var semantics = compilation.GetSemanticModel(tree);
            foreach (var node in tree.GetRoot().DescendantNodes())
            {
                Declare(semantics, node);
                Read(semantics, node);
            }
        }
    }

    private void FindDocuments(CSharpCompilation compilation)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            var semantics = compilation.GetSemanticModel(tree);
            foreach (var attribute in tree.GetRoot().DescendantNodes().OfType<AttributeSyntax>().Where(a => a.Name.ToString() == "JsonSerializable"))
            {
                foreach (var type in attribute.DescendantNodes().OfType<TypeOfExpressionSyntax>())
                {
                    AddDocument(semantics.GetTypeInfo(type.Type).Type);
                }
            }
        }
    }

    private void AddDocument(ITypeSymbol? type)
    {
        if (type is IArrayTypeSymbol array)
        {
            AddDocument(array.ElementType);
        }

        if (type is not INamedTypeSymbol named)
        {
            return;
        }

        foreach (var argument in named.TypeArguments)
        {
            AddDocument(argument);
        }

        if (named.DeclaringSyntaxReferences.Length > 0 && _documents.Add(Key(named)))
        {
            foreach (var property in named.GetMembers().OfType<IPropertySymbol>())
            {
                AddDocument(property.Type);
            }

            AddDocument(named.BaseType);
        }
    }

    private void Declare(SemanticModel semantics, SyntaxNode node)
    {
        var symbol = node switch
        {
            VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax } => semantics.GetDeclaredSymbol(node),
            PropertyDeclarationSyntax property when (property.AccessorList is null || property.Initializer is not null) && IsDocument(semantics, property) => null,
            PropertyDeclarationSyntax or MethodDeclarationSyntax or EnumMemberDeclarationSyntax => semantics.GetDeclaredSymbol(node),
            ParameterSyntax parameter when !IsDocument(semantics, parameter) => PropertyOf(semantics.GetDeclaredSymbol(parameter)),
            _ => null,
        };
        if (node is BaseTypeDeclarationSyntax && semantics.GetDeclaredSymbol(node) is INamedTypeSymbol type)
        {
            AddImplemented(type);
        }

        if (symbol is { ContainingType: not null } && !IsReadElsewhere(symbol))
        {
            if (_documents.Contains(Key(symbol.ContainingType)))
            {
                _documentMembers.Add(Key(symbol));
            }
            else if (node is MethodDeclarationSyntax { Parent: InterfaceDeclarationSyntax, Body.Statements.Count: 0 })
            {
                _bodiesInInterfaces.Add(Key(symbol));
            }

            _declared[Key(symbol)] = $"{symbol.ContainingType.ToDisplayString()}.{symbol.Name}";
        }
    }

    // What a document's constructor takes is always set; what it computes is written by the serializer.
    private bool IsDocument(SemanticModel semantics, SyntaxNode member) =>
        member.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type && semantics.GetDeclaredSymbol(type) is { } symbol && _documents.Contains(Key(symbol));

    private void AddImplemented(INamedTypeSymbol type)
    {
        foreach (var member in type.AllInterfaces.SelectMany(i => i.GetMembers()))
        {
            if (type.FindImplementationForInterfaceMember(member) is { ContainingType.TypeKind: not TypeKind.Interface })
            {
                _implemented.Add(Key(member.OriginalDefinition));
            }
        }
    }

    // The parameter of a record is its property.
    private static IPropertySymbol? PropertyOf(IParameterSymbol? parameter) =>
        parameter?.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType.IsRecord: true } constructor
            ? constructor.ContainingType.GetMembers(parameter.Name).OfType<IPropertySymbol>().FirstOrDefault(p => p.DeclaringSyntaxReferences.SequenceEqual(parameter.DeclaringSyntaxReferences))
            : null;

    private bool IsReadElsewhere(ISymbol symbol)
    {
        var type = symbol.ContainingType;
        return symbol.IsOverride || IsLogger(symbol) || ImplementsInterface(symbol)
            || (_documents.Contains(Key(type)) && symbol is not IPropertySymbol)
            || symbol is IMethodSymbol { IsExtern: true } or IMethodSymbol { MethodKind: MethodKind.ExplicitInterfaceImplementation } or IMethodSymbol { Name: "Main" }
            || symbol is IMethodSymbol { MethodKind: MethodKind.LocalFunction } || symbol.GetAttributes().Any(a => a.AttributeClass?.Name is "LibraryImportAttribute" or "DllImportAttribute")
            || type.GetAttributes().Any(a => a.AttributeClass?.Name is "StructLayoutAttribute" or "InlineArrayAttribute");
    }

    // Generated log methods read it.
    private static bool IsLogger(ISymbol symbol) => symbol is IFieldSymbol field && field.Type.Name == "ILogger";

    private static bool ImplementsInterface(ISymbol symbol) =>
        symbol.ContainingType.TypeKind != TypeKind.Interface
        && symbol.ContainingType.AllInterfaces.SelectMany(i => i.GetMembers(symbol.Name))
            .Any(member => SymbolEqualityComparer.Default.Equals(symbol.ContainingType.FindImplementationForInterfaceMember(member), symbol));

    private void Read(SemanticModel semantics, SyntaxNode node)
    {
        switch (node)
        {
            case PositionalPatternClauseSyntax { Parent: RecursivePatternSyntax pattern }:
                AddProperties((semantics.GetOperation(pattern) as Microsoft.CodeAnalysis.Operations.IRecursivePatternOperation)?.MatchedType);
                break;
            case AssignmentExpressionSyntax { Left: TupleExpressionSyntax or DeclarationExpressionSyntax } assignment:
                AddProperties(semantics.GetTypeInfo(assignment.Right).Type);
                break;
            case ForEachVariableStatementSyntax each:
                AddProperties(semantics.GetForEachStatementInfo(each).ElementType);
                break;
        }
    }

    private void Add(ISymbol symbol)
    {
        _read.Add(Key(symbol));
        // A call of an overriding member keeps what it overrides alive.
        for (var overridden = (symbol as IMethodSymbol)?.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
        {
            _read.Add(Key(overridden.OriginalDefinition));
        }
    }

    private void AddProperties(ITypeSymbol? type)
    {
        foreach (var member in type?.GetMembers() ?? [])
        {
            if (member is IPropertySymbol || member.Name == "Deconstruct")
            {
                _read.Add(Key(member.OriginalDefinition));
            }
        }
    }

    private static bool IsNameOf(SyntaxNode name) =>
        name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Expression: IdentifierNameSyntax { Identifier.Text: "nameof" } } call && call.ArgumentList.Contains(name);

    private static bool IsWrite(SimpleNameSyntax name)
    {
        SyntaxNode expression = name;
        while (expression.Parent is MemberAccessExpressionSyntax access && access.Name == expression)
        {
            expression = access;
        }

        return expression.Parent switch
        {
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment => assignment.Left == expression,
            // `a += b` and `a ??= b` alone on a line store something; inside an expression they are read as well.
            AssignmentExpressionSyntax assignment => assignment.Left == expression && assignment.Parent is ExpressionStatementSyntax && !assignment.IsKind(SyntaxKind.CoalesceAssignmentExpression),
            PostfixUnaryExpressionSyntax or PrefixUnaryExpressionSyntax => expression.Parent.Parent is ExpressionStatementSyntax,
            NameColonSyntax { Parent: ArgumentSyntax } => true,
            _ => false,
        };
    }

    private static string Key(ISymbol symbol) => symbol.GetDocumentationCommentId() ?? symbol.ToDisplayString();
}
