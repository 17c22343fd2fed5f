using Dataface.Flags.Analyzers.Uses;
using Dataface.Flags.Cleaning.Effects;
using Dataface.Flags.Cleaning.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Seeding;

/// <summary>Evaluations become literals.</summary>
internal sealed partial class Seeder
{
    private void Evaluation(FlagUse use)
    {
        if (use.Node is not InvocationExpressionSyntax call)
        {
            _seeds.Refuse(use.Node, "The method is passed on without being called, so that its flag is not known.");
            return;
        }

        if (call.Parent is ConditionalAccessExpressionSyntax || call.Expression is MemberBindingExpressionSyntax)
        {
            _seeds.Refuse(call, "The flags may be null ('?.'), and then there is no answer. Ask them without '?'.");
            return;
        }

        if (model.GetTypeInfo(call).Type is INamedTypeSymbol { Name: "Evaluation", TypeArguments: [var answer] })
        {
            Reasoned(call, answer);
            return;
        }

        if (Literal(call, model.GetTypeInfo(call).Type) is { } literal) Put(call, call, literal);
    }

    /// <summary>The side's literal of a type; null, and a refusal, when there is none.</summary>
    private ExpressionSyntax? Literal(SyntaxNode node, ITypeSymbol? type)
    {
        if (type is not null && side.As(type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat).TrimEnd('?'))
            is { } value) return Decided.Literal(value);
        _seeds.Refuse(node, side.Value is null
            ? "The variant is an object, which has no literal. Write the object here by hand."
            : $"It asks for {type?.ToDisplayString()}, and the variant '{side.Variant}' has no such value. The answer is the fallback; "
                + $"write it here by hand.");
        return null;
    }

    /// <summary>An evaluation with its reason: its value and its variant are known, nothing else.</summary>
    private void Reasoned(InvocationExpressionSyntax call, ITypeSymbol answer)
    {
        if (call.Parent is MemberAccessExpressionSyntax access && access.Expression == call)
        {
            if (Part(access, answer) is { } part) Put(access, call, part);
            return;
        }

        if (call.Parent is ExpressionStatementSyntax statement)
        {
            if (Hoist(call, EffectsOf(call))) _seeds.Remove(statement);
            return;
        }

        if (call.Parent is EqualsValueClauseSyntax
            {
                Parent: VariableDeclaratorSyntax
                {
                    Parent.Parent: LocalDeclarationStatementSyntax { Declaration.Variables.Count: 1 } declaration
                } variable
            }
            && model.GetDeclaredSymbol(variable, cancellation) is ILocalSymbol local && References(variable, local) is { } references)
        {
            if (!references.All(r => ReadsPart(r) || ToGuard(r) is not null))
            {
                var other = references.First(r => !ReadsPart(r) && ToGuard(r) is null);
                _seeds.Refuse(other, "The evaluation is used as a whole here. Use its value, or remove that by hand first.");
                return;
            }

            if (!Hoist(call, EffectsOf(call))) return;
            foreach (var reference in references)
            {
                if (ToGuard(reference) is { } told) _seeds.Remove(told);
                else if (Part((MemberAccessExpressionSyntax)reference.Parent!, answer)
                    is { } part) _seeds.Replace(reference.Parent!, old => part.WithTriviaFrom(old));
            }

            _seeds.Remove(declaration);
            return;
        }

        _seeds.Refuse(call, "The evaluation is used as a whole here. Use its value, or remove that by hand first.");
    }

    private static bool ReadsPart(IdentifierNameSyntax reference) =>
        reference.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Value" or "Variant" } access
            && access.Expression == reference;

    /// <summary>The statement that tells a guard how a call ended, which nobody asks any more without the flag; null for another
    /// use.</summary>
    private StatementSyntax? ToGuard(IdentifierNameSyntax reference) =>
        reference.Parent is ArgumentSyntax
        {
            Parent: ArgumentListSyntax
            {
                Parent: InvocationExpressionSyntax
                {
                    Parent: ExpressionStatementSyntax statement
                } call
            }
        }
            && model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol
            {
                Name: "Record" or "Signal",
                ContainingType.Name: "IFlagGuard"
            } ? statement : null;

    private ExpressionSyntax? Part(MemberAccessExpressionSyntax access, ITypeSymbol answer)
    {
        switch (access.Name.Identifier.ValueText)
        {
            case "Value":
                return Literal(access, answer);
            case "Variant":
                return Decided.Literal(side.Variant);
            default:
                _seeds.Refuse(access,
                    $"It reads '{access.Name}' of the evaluation, which nothing gives without the flag. Remove that by hand first.");
                return null;
        }
    }

    private List<IdentifierNameSyntax>? References(SyntaxNode declarator, ISymbol local)
    {
        var body = declarator.Ancestors().FirstOrDefault(n =>
            n is MemberDeclarationSyntax and not GlobalStatementSyntax) ?? model.SyntaxTree.GetRoot(cancellation);
        return [.. body.DescendantNodes().OfType<IdentifierNameSyntax>().Where(n => n.Identifier.ValueText == local.Name
            && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(n, cancellation).Symbol, local))];
    }

    private void Put(ExpressionSyntax place, InvocationExpressionSyntax call, ExpressionSyntax literal)
    {
        if (Hoist(call, EffectsOf(call))) _seeds.Replace(place, old => literal.WithTriviaFrom(old));
    }

    private List<ExpressionSyntax> EffectsOf(InvocationExpressionSyntax call) => [.. EffectList.OfCall(
        call, _purity, inner => model.GetSymbolInfo(inner, cancellation).Symbol is IMethodSymbol method
            && KnownCalls.HaveNoEffect(method))];
}
