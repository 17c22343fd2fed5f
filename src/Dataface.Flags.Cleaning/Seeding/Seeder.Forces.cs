using Dataface.Flags.Analyzers.Uses;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Seeding;

/// <summary>Tests of the side that stays lose the force; those of the other side go.</summary>
internal sealed partial class Seeder
{
    private static readonly HashSet<string> TestAttributes = new(StringComparer.Ordinal)
    {
        "TestAttribute", "TestCaseAttribute", "TestCaseSourceAttribute", "TheoryAttribute", "FactAttribute", "TestMethodAttribute",
    };

    private void Force(FlagUse use)
    {
        if (use.Node is AttributeSyntax attribute)
        {
            if (use.Member!.ContainingType.Name == "FlagOnAndOffAttribute") BothSides(attribute, use);
            else if (IsKept(use) is not { } kept) _seeds.Refuse(attribute, "The side that it forces is not written here.");
            else if (kept) Remove(attribute);
            else if (attribute.Parent?.Parent is MethodDeclarationSyntax test) _seeds.Remove(test);
            return;
        }

        if (IsKept(use) is not { } isKept)
        {
            _seeds.Refuse(use.Node, "The side that it forces is not written here. Write it, or remove the test by hand.");
            return;
        }

        var method = use.Node.FirstAncestorOrSelf<MethodDeclarationSyntax>();
        var place = PlaceOf(use.Node);
        switch (place.Parent)
        {
            case StatementSyntax when method is not null && Forces(method, isKept: true).Any()
                && Forces(method, isKept: false).Any(f => PlaceOf(f).Parent is not UsingStatementSyntax):
                _seeds.Refuse(use.Node, "The test forces both sides, one after the other. Make a test of each, or remove this by hand.");
                break;
            case UsingStatementSyntax scope when isKept:
                _seeds.Replace(scope, old => Opened((UsingStatementSyntax)old, scope));
                break;
            case UsingStatementSyntax scope when method is not null && (Forces(method, isKept: true).Any() || DoesMore(scope)):
                _seeds.Remove(scope);
                break;
            case LocalDeclarationStatementSyntax or ExpressionStatementSyntax when isKept:
                _seeds.Remove(place.Parent);
                break;
            case UsingStatementSyntax or LocalDeclarationStatementSyntax or ExpressionStatementSyntax when method is not null
                && IsTest(method):
                _seeds.Remove(method);
                break;
            case LocalDeclarationStatementSyntax or ExpressionStatementSyntax when method is { AttributeLists.Count: > 0 }
                || use.Node.FirstAncestorOrSelf<ConstructorDeclarationSyntax>() is not null:
                _seeds.Refuse(use.Node, "It forces the side that goes for several tests. Remove those of that side by hand first.");
                break;
            default:
                _seeds.Refuse(use.Node, "It forces the flag outside of a test's own statements. Remove it by hand first.");
                break;
        }
    }

    /// <summary>Whether a method is a test itself, and not what runs before or after several: by the frameworks' attributes.</summary>
    private bool IsTest(MethodDeclarationSyntax method) => model.GetDeclaredSymbol(method, cancellation) is { } symbol
        && symbol.GetAttributes().Any(a => Bases(a.AttributeClass).Any(type => TestAttributes.Contains(type.Name)
            || type.Interfaces.Any(i => i.Name is "ITestBuilder" or "ISimpleTestBuilder")));

    private static IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType) yield return type;
    }

    /// <summary>Whether a test does more than what it does with the flag forced; then the rest of it stays.</summary>
    private static bool DoesMore(UsingStatementSyntax scope)
    {
        SyntaxNode inner = scope;
        foreach (var outer in scope.Ancestors())
        {
            if (outer is BlockSyntax block && block.Statements.Any(s => s != inner && s is not (LocalDeclarationStatementSyntax
                or LocalFunctionStatementSyntax or EmptyStatementSyntax))) return true;
            if (outer is MemberDeclarationSyntax) return false;
            if (outer is not (BlockSyntax or UsingStatementSyntax or CommonForEachStatementSyntax or ForStatementSyntax)) return true;
            inner = outer;
        }

        return false;
    }

    /// <summary>Whether a force is one of the side that stays; null when that is not known.</summary>
    private bool? IsKept(FlagUse use)
    {
        if (use.Variant is { } variant) return variant == side.Variant;
        var arguments = (use.Node as AttributeSyntax)?.ArgumentList?.Arguments.Select(a => (Name: a.NameColon?.Name, a.Expression))
            ?? (use.Node as InvocationExpressionSyntax)?.ArgumentList.Arguments.Select(a => (Name: a.NameColon?.Name, a.Expression)) ?? [];
        var given = arguments.ToList();
        var expression = given.Find(a => a.Name?.Identifier.ValueText == "value").Expression ?? given.ElementAtOrDefault(1).Expression;
        if (expression is null || model.GetConstantValue(expression, cancellation) is not { HasValue: true, Value: { } value }) return null;
        return value is bool or string ? Equals(value, side.Value)
            : side.Value is decimal or double
                ? Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture).Equals(Convert.ToDouble(side.Value,
                System.Globalization.CultureInfo.InvariantCulture))
            : null;
    }

    /// <summary>The calls in a method that force a side of the flag.</summary>
    private IEnumerable<SyntaxNode> Forces(MethodDeclarationSyntax method, bool isKept) =>
        method.DescendantNodes().OfType<InvocationExpressionSyntax>().SelectMany(call => finder.Of(call, model, cancellation))
            .Where(use => use.Kind == FlagUseKind.Forced && use.Key == side.Key && IsKept(use) == isKept).Select(use => use.Node);

    /// <summary>The call with what it is assigned to, as the statement holds it.</summary>
    private static SyntaxNode PlaceOf(SyntaxNode call)
    {
        while (call.Parent is ParenthesizedExpressionSyntax or EqualsValueClauseSyntax or VariableDeclaratorSyntax
            or VariableDeclarationSyntax or AssignmentExpressionSyntax) call = call.Parent;
        return call;
    }

    /// <summary>The content of a using statement, in a block that is to be dissolved.</summary>
    private static SyntaxNode Opened(UsingStatementSyntax rewritten, UsingStatementSyntax original)
    {
        var content = rewritten.Statement;
        if (content is not BlockSyntax block) return Layout.Lines.Shift(content, Layout.Lines.IndentOf(original.Statement),
            Layout.Lines.IndentOf(original)).WithLeadingTrivia(original.GetLeadingTrivia());
        if (block.Statements.Count == 0) return Layout.Removal.Of(rewritten);
        var canDissolve = original.Parent is BlockSyntax && Folding.Scopes.CanDissolve(original, block);
        return Layout.Splice.Of(original, [], block, Layout.Lines.IndentOf(((BlockSyntax)original.Statement).Statements[0]), canDissolve)!;
    }

    /// <summary>A test of both sides becomes one of the side that stays.</summary>
    private void BothSides(AttributeSyntax attribute, FlagUse use)
    {
        if (attribute.Parent?.Parent is not MethodDeclarationSyntax test || side.Value is not bool isOn) return;
        var keys = attribute.ArgumentList!.Arguments;
        var index = keys.IndexOf(a => a.Expression == use.KeyNode);
        if (index < 0)
        {
            _seeds.Refuse(attribute, "The keys are not written one after another. List them directly.");
            return;
        }

        if (keys.Count == 1) _seeds.Replace(attribute, old => SyntaxFactory.Attribute(SyntaxFactory.ParseName("Test")).WithTriviaFrom(old));
        else _seeds.Remove(keys[index]);
        if (test.ParameterList.Parameters.ElementAtOrDefault(index) is not { } parameter
            || model.GetDeclaredSymbol(parameter, cancellation) is not { } symbol) return;
        foreach (var reference in References(parameter, symbol)!) _seeds.Replace(reference, old =>
            Values.Decided.Literal(isOn).WithTriviaFrom(old));
        _seeds.Remove(parameter);
    }
}
