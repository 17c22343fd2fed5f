using Dataface.Flags.Analyzers.Uses;
using Dataface.Flags.Cleaning.Effects;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Seeding;

/// <summary>Turns the uses of a flag in a file into marked literals and marked removals.</summary>
internal sealed partial class Seeder(SemanticModel model, FlagUseFinder finder, KeptSide side, CancellationToken cancellation)
{
    private readonly Purity _purity = new(model);
    private readonly Seeds _seeds = new();

    public Seeds Seed(bool trustsOtherKeys, Func<FlagUse, bool> isRefused)
    {
        var uses = finder.In(model, cancellation).ToList();
        var ours = uses.Where(u => u.Key == side.Key && !isRefused(u)).ToList();
        foreach (var use in ours.Where(u =>
            !ours.Any(other => other != u && other.Kind != FlagUseKind.Handle && other.Node.Contains(u.Node)
            && other.Node != u.Node))) Seed(use);
        foreach (var use in uses.Where(u => u.Key is null && !trustsOtherKeys)) Unknown(use);
        Mentions(uses);
        return _seeds;
    }

    private void Seed(FlagUse use)
    {
        switch (use.Kind)
        {
            case FlagUseKind.Evaluation:
                Evaluation(use);
                break;
            case FlagUseKind.Gate:
                Gate(use);
                break;
            case FlagUseKind.Forced:
                Force(use);
                break;
            case FlagUseKind.Reference:
                Reference(use);
                break;
            case FlagUseKind.Handle:
                Handle(use);
                break;
            case FlagUseKind.Explanation:
                _seeds.Refuse(use.KeyNode, "It asks why the flag has its value. Remove that by hand first.");
                break;
            default:
                var actor = use.Member is { } member ? $"'{member.ContainingType.Name}.{member.Name}'" : "A request for a change";
                _seeds.Refuse(use.KeyNode, $"{actor} acts on the flag. Remove that by hand first.");
                break;
        }
    }

    /// <summary>
    /// Keys that only the run knows may be the flag's. A handle is judged where it is made, and where one of the flag's is passed on.
    /// </summary>
    private void Unknown(FlagUse use)
    {
        if (use.Kind is FlagUseKind.Explanation or FlagUseKind.Reference or FlagUseKind.Other) return;
        if (use.Kind != FlagUseKind.Dynamic && use.KeyNode is ExpressionSyntax node
            && (TextOf(node) is not { } key || !KeyShapes.MayBe(key, side.Key, model))) return;
        if (use.Asked is { } asked && !Fits(asked)) return;
        if (IsLibrary || PassesOn(use)) return;
        _seeds.Refuse(use.KeyNode, use.Kind == FlagUseKind.Dynamic
            ? "It is bound at run time ('dynamic'), so that its flag is not known. Give the flags their type."
            : $"Its key is made at run time and may be '{side.Key}'. Ask for a key that is written here, or allow it with --other-keys.");
    }

    /// <summary>The text that names the flag; null for a handle that is made elsewhere.</summary>
    private ExpressionSyntax? TextOf(ExpressionSyntax key)
    {
        if (key is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Key" } read) key = read.Expression;
        if (!finder.Symbols.IsHandle(model.GetTypeInfo(key, cancellation).Type)) return key;
        return key is InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: var text }, ..] } ? text : null;
    }

    /// <summary>A handle that is made where it goes to code that is not followed.</summary>
    private void Handle(FlagUse use)
    {
        if (use.Node.Parent
            is ArgumentSyntax or ReturnStatementSyntax
                or AssignmentExpressionSyntax { Left: not IdentifierNameSyntax { Identifier.ValueText: "_" } })
        {
            _seeds.Refuse(use.Node, "It makes a handle and passes it on, so that its uses are not known. Ask for the flag's value here.");
        }
    }

    /// <summary>Whether the library itself is compiled here, whichever of its packages: those who call it are looked at.</summary>
    private bool IsLibrary => FlagSymbols.IsLibrary(model.Compilation.AssemblyName);

    /// <summary>Whether the use stands in flags of the project's own, which pass on the key that they are asked for: whoever asks
    /// them is seen.</summary>
    private bool PassesOn(FlagUse use) => model.GetEnclosingSymbol(use.Node.SpanStart, cancellation) is IMethodSymbol method
        && finder.Symbols.KindOf(method) is FlagUseKind.Evaluation or FlagUseKind.Explanation or FlagUseKind.Gate
        && finder.Symbols.KeyOf(method) is { } key && use.KeyNode is ExpressionSyntax node
            && TextOf(node) is IdentifierNameSyntax name && name.Identifier.ValueText == key.Name;

    private bool Fits(Analyzers.Documents.FlagType asked) => asked switch
    {
        Analyzers.Documents.FlagType.Boolean => side.Value is bool,
        Analyzers.Documents.FlagType.Text => side.Value is string,
        Analyzers.Documents.FlagType.Object => side.Value is null,
        _ => side.Value is decimal or double,
    };
}
