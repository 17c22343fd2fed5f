using Dataface.Flags.Analyzers.Uses;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Analyzers.Checks;

/// <summary>
/// A flag that one run of a method evaluates twice for the same context, with a client whose flags may change in between. What may be
/// a snapshot, and what runs in one of two branches, is left alone.
/// </summary>
internal static class TwiceCheck
{
    private static readonly HashSet<string> Tests = new(StringComparer.Ordinal)
    {
        "TestAttribute", "TestCaseAttribute", "TestCaseSourceAttribute", "FlagOnAndOffAttribute", "FactAttribute", "TheoryAttribute",
            "TestMethodAttribute",
    };

    public static Diagnostic? Of(FlagUse use, ProjectFlags project, SemanticModel model, CancellationToken cancellation)
    {
        if (use is not { Kind: FlagUseKind.Evaluation, Key: not null, Node: InvocationExpressionSyntax call }) return null;
        if (Function(call) is not { } function) return null;
        var context = ContextOf(call);
        var before = function.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .TakeWhile(c => c.SpanStart < call.SpanStart)
            .Where(c => c.Span.End <= call.SpanStart && project.Finder.MayBeUse(c) && Function(c) == function && ContextOf(c) == context
                && BothRun(c, call))
            .ToList();
        if (before.Count == 0 || ClientOf(call, model, cancellation) is not { } client) return null;
        if (IsTest(model.GetEnclosingSymbol(call.SpanStart, cancellation))) return null;
        foreach (var earlier in before)
        {
            var isSame = project.Finder.Of(earlier, model, cancellation).Any(u => u.Kind == FlagUseKind.Evaluation && u.Key == use.Key)
                && SymbolEqualityComparer.Default.Equals(ClientOf(earlier, model, cancellation), client);
            if (isSame) return Diagnostic.Create(Rules.AskedTwice, call.GetLocation(), [earlier.GetLocation()], use.Key);
        }

        return null;
    }

    /// <summary>The field, property or variable that is asked, when its flags may change; a parameter of type IFlags may be a
    /// snapshot.</summary>
    private static ISymbol? ClientOf(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellation)
    {
        if (call.Expression is not MemberAccessExpressionSyntax access) return null;
        var symbol = model.GetSymbolInfo(access.Expression, cancellation).Symbol;
        var type = model.GetTypeInfo(access.Expression, cancellation).Type;
        if (FlagSymbols.IsOurs(type, "IFlagClient") || FlagSymbols.IsOurs(type, "FlagClient")) return symbol;
        if (!FlagSymbols.IsOurs(type, "IFlags")) return null;
        return symbol switch
        {
            IFieldSymbol or IPropertySymbol => symbol,
            IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } constructor } =>
                IsPrimary(constructor, cancellation) ? symbol : null,
            _ => null,
        };
    }

    private static bool IsPrimary(IMethodSymbol constructor, CancellationToken cancellation) =>
        constructor.DeclaringSyntaxReferences.Any(r => r.GetSyntax(cancellation) is TypeDeclarationSyntax);

    private static string ContextOf(InvocationExpressionSyntax call) =>
        string.Join(",", call.ArgumentList.Arguments.Skip(1).Select(a => a.Expression.WithoutTrivia().ToString()));

    /// <summary>The nearest function: what a lambda does runs at another time.</summary>
    private static SyntaxNode? Function(SyntaxNode node) => node.Ancestors().FirstOrDefault(a =>
        a is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax or AccessorDeclarationSyntax
            or PropertyDeclarationSyntax);

    /// <summary>Whether one run can come to both: not two branches of one decision, and no exit behind the first.</summary>
    private static bool BothRun(SyntaxNode first, SyntaxNode second)
    {
        for (var node = first; node.Parent is { } parent; node = parent)
        {
            if (parent.Span.Contains(second.Span)) return !AreBranches(parent, node, second);
            if (node is StatementSyntax && Exits(node) && parent is not BlockSyntax) return false;
            if (parent is BlockSyntax block && Exits(block)) return false;
            if (parent is SwitchSectionSyntax or CatchClauseSyntax) return false;
            if (parent is ReturnStatementSyntax or ThrowStatementSyntax or ThrowExpressionSyntax) return false;
        }

        return false;
    }

    private static bool Exits(SyntaxNode statement) => statement switch
    {
        BlockSyntax block => block.Statements.LastOrDefault() is { } last && Exits(last),
        ReturnStatementSyntax or ThrowStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax or GotoStatementSyntax => true,
        YieldStatementSyntax yield => yield.IsKind(SyntaxKind.YieldBreakStatement),
        _ => false,
    };

    private static bool AreBranches(SyntaxNode parent, SyntaxNode first, SyntaxNode second) => parent switch
    {
        IfStatementSyntax decision => first == decision.Statement && decision.Else?.Span.Contains(second.Span) == true,
        ConditionalExpressionSyntax decision => first == decision.WhenTrue,
        SwitchStatementSyntax or SwitchExpressionSyntax => first is SwitchSectionSyntax or SwitchExpressionArmSyntax,
        BinaryExpressionSyntax binary => binary.IsKind(SyntaxKind.CoalesceExpression),
        TryStatementSyntax => true,
        _ => false,
    };

    private static bool IsTest(ISymbol? symbol)
    {
        for (; symbol is IMethodSymbol; symbol = symbol.ContainingSymbol)
        {
            if (symbol.GetAttributes().Any(a => a.AttributeClass is { } type && Tests.Contains(type.Name))) return true;
        }

        return false;
    }
}
