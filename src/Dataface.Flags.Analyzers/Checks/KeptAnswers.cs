using System.Collections.Concurrent;
using Dataface.Flags.Analyzers.Uses;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Dataface.Flags.Analyzers.Checks;

/// <summary>
/// Pins, evaluations and answers in fields that live as long as the process: static ones, and those of hosted services and
/// singletons. What is assigned anew later, such as by a listener, is left alone. Thread-safe.
/// </summary>
internal sealed class KeptAnswers
{
    private static readonly HashSet<string> Registrations = new(StringComparer.Ordinal)
    {
        "AddSingleton", "TryAddSingleton", "AddKeyedSingleton", "TryAddKeyedSingleton", "AddHostedService",
    };

    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _singletons = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentBag<(ISymbol Member, string What)> _kept = [];
    private readonly INamedTypeSymbol? _hosted;

    public KeptAnswers(Compilation compilation) =>
        _hosted = compilation.GetTypesByMetadataName("Microsoft.Extensions.Hosting.IHostedService").FirstOrDefault();

    /// <summary>Remembers the type of a registration as a singleton.</summary>
    public void Register(SyntaxNodeAnalysisContext context)
    {
        if (context.Node is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: GenericNameSyntax name } })
            return;
        if (!Registrations.Contains(name.Identifier.ValueText)) return;
        var method = context.SemanticModel.GetSymbolInfo(context.Node, context.CancellationToken).Symbol as IMethodSymbol;
        if (method?.ContainingNamespace?.ToDisplayString().StartsWith("Microsoft.Extensions.DependencyInjection",
            StringComparison.Ordinal) != true) return;
        if (method.TypeArguments[method.TypeArguments.Length - 1] is INamedTypeSymbol type) _singletons.TryAdd(type.OriginalDefinition,
            true);
    }

    /// <summary>Looks at a field or property whose type is a pin, an evaluation or the flags of a request.</summary>
    public void Look(SymbolAnalysisContext context)
    {
        var type = (context.Symbol as IFieldSymbol)?.Type ?? (context.Symbol as IPropertySymbol)?.Type;
        if (context.Symbol.IsImplicitlyDeclared || What(type) is not { } what) return;
        if (context.Symbol is IPropertySymbol property && !IsStored(property, context.CancellationToken)) return;
        if (IsOfThread(context.Symbol) || StartsEmpty(context.Symbol, context.CancellationToken)) return;
        _kept.Add((context.Symbol, what));
    }

    /// <summary>Looks at an evaluation whose answer goes to a field when the process or the object begins.</summary>
    public void Look(FlagUse use, SyntaxNodeAnalysisContext context)
    {
        if (use.Kind != FlagUseKind.Evaluation || use.Node is not ExpressionSyntax answer) return;
        if (Target(answer, context.SemanticModel, context.CancellationToken) is not { } member || What(TypeOf(member)) is not null) return;
        _kept.Add((member, $"the answer of the flag '{use.Key ?? use.KeyNode.ToString()}'"));
    }

    /// <summary>Reports once all registrations are known.</summary>
    public void Report(CompilationAnalysisContext context)
    {
        foreach (var (member, what) in _kept)
        {
            if (!member.IsStatic && !IsSingleton(member.ContainingType)) continue;
            var whose = member.IsStatic ? $"The static {member.ContainingType.Name}.{member.Name}"
                : $"{member.ContainingType.Name}.{member.Name}";
            context.ReportDiagnostic(Diagnostic.Create(Rules.KeptTooLong, member.Locations[0], whose, what));
        }
    }

    private bool IsSingleton(INamedTypeSymbol type) =>
        _singletons.ContainsKey(type.OriginalDefinition) || (_hosted is not null
            && type.AllInterfaces.Contains(_hosted, SymbolEqualityComparer.Default));

    private static ITypeSymbol? TypeOf(ISymbol member) => (member as IFieldSymbol)?.Type ?? (member as IPropertySymbol)?.Type;

    private static string? What(ITypeSymbol? type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable) type =
            nullable.TypeArguments[0];
        if (FlagSymbols.IsOurs(type, "FlagSnapshot")) return "a pin";
        if (FlagSymbols.IsOurs(type, "Evaluation")) return "an evaluation";
        return FlagSymbols.IsOurs(type, "IRequestFlags") ? "the flags of one request" : null;
    }

    /// <summary>The field or property that an expression initializes, there or in a constructor.</summary>
    private static ISymbol? Target(ExpressionSyntax answer, SemanticModel model, CancellationToken cancellation)
    {
        SyntaxNode node = answer;
        while (node.Parent is ParenthesizedExpressionSyntax or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression }
            || (node.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Value" } access && access.Expression == node))
        {
            node = node.Parent!;
        }

        if (node.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax or PropertyDeclarationSyntax } clause)
        {
            return model.GetDeclaredSymbol(clause.Parent!, cancellation) is var declared and (IFieldSymbol or IPropertySymbol) ? declared
                : null;
        }

        if (node.Parent is not AssignmentExpressionSyntax assignment || assignment.Right != node) return null;
        if (model.GetEnclosingSymbol(answer.SpanStart,
            cancellation) is not IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor }) return null;
        return model.GetSymbolInfo(assignment.Left, cancellation).Symbol is var assigned and (IFieldSymbol or IPropertySymbol)
            && assigned.Locations[0].IsInSource ? assigned : null;
    }

    private static bool IsStored(IPropertySymbol property, CancellationToken cancellation) =>
        property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation)
            is PropertyDeclarationSyntax { AccessorList.Accessors: var accessors }
        && accessors.All(a => a.Body is null && a.ExpressionBody is null) && !property.IsAbstract
            && property.ContainingType.TypeKind != TypeKind.Interface;

    private static bool IsOfThread(ISymbol member) => member.GetAttributes().Any(a => a.AttributeClass?.Name == "ThreadStaticAttribute");

    /// <summary>A static that holds what never changes, such as <c>FlagSnapshot.Empty</c>.</summary>
    private static bool StartsEmpty(ISymbol member, CancellationToken cancellation)
    {
        var value = member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) switch
        {
            VariableDeclaratorSyntax field => field.Initializer?.Value,
            PropertyDeclarationSyntax property => property.Initializer?.Value,
            _ => null,
        };
        return value is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Empty" }
            or LiteralExpressionSyntax { RawKind: (int)SyntaxKind.DefaultLiteralExpression };
    }
}
