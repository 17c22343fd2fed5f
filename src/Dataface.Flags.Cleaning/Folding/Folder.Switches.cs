using Dataface.Flags.Cleaning.Layout;
using Dataface.Flags.Cleaning.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Folding;

/// <summary>Switch statements.</summary>
internal sealed partial class Folder
{
    public override SyntaxNode? VisitSwitchStatement(SwitchStatementSyntax node)
    {
        var governing = (ExpressionSyntax)Visit(node.Expression)!;
        var value = Decided.ValueOf(governing);
        if (value is not null && Choose(node, value, out var chosen)) return Reduce(node, chosen);
        if (value is not null && WithoutOthers(node, value) is { } fewer) return fewer;
        var visited = (SwitchStatementSyntax)base.VisitSwitchStatement(node)!;
        return visited == node ? node : WithoutDeadLabels(visited);
    }

    /// <summary>Finds the section that a value comes to; null for none. False when that is not known.</summary>
    private bool Choose(SwitchStatementSyntax node, object value, out SwitchSectionSyntax? chosen)
    {
        chosen = node.Sections.FirstOrDefault(s => s.Labels.Any(l => l is DefaultSwitchLabelSyntax));
        if (mutation == Mutation.DefaultCase) return true;
        foreach (var section in node.Sections)
        {
            foreach (var label in section.Labels)
            {
                var matches = Matches(label, value);
                var when = (label as CasePatternSwitchLabelSyntax)?.WhenClause;
                var condition = when is null ? null : Visit(when.Condition);
                if (matches == false || Decided.Is(condition, false)) continue;
                if (matches is null || (when is not null && !Decided.Is(condition, true))) return false;
                if (label is CasePatternSwitchLabelSyntax { Pattern: var bound } && Binds(bound)) return false;
                chosen = section;
                return true;
            }
        }

        return true;
    }

    /// <summary>The switch without the labels that never match; null when there are none.</summary>
    private SwitchStatementSyntax? WithoutOthers(SwitchStatementSyntax node, object value)
    {
        var sections = new List<SwitchSectionSyntax>();
        foreach (var section in node.Sections)
        {
            var labels = section.Labels.Where(label => label is DefaultSwitchLabelSyntax || Matches(label, value) != false).ToList();
            if (labels.Count > 0) sections.Add(labels.Count == section.Labels.Count ? section : section.WithLabels([.. labels]));
        }

        var isSame = sections.Count == node.Sections.Count && sections.TrueForAll(s => node.Sections.Contains(s));
        return isSame ? null : node.WithSections([.. sections]);
    }

    private bool? Matches(SwitchLabelSyntax label, object value) => label switch
    {
        CaseSwitchLabelSyntax constant => Patterns.Equal(constant.Value, value, model),
        CasePatternSwitchLabelSyntax pattern => Patterns.Match(pattern.Pattern, value, model),
        _ => false,
    };

    private StatementSyntax? Reduce(SwitchStatementSyntax node, SwitchSectionSyntax? chosen)
    {
        if (chosen is null) return null;
        var statements = VisitList(chosen.Statements);
        if (Jumps.WithoutBreaks(statements) is not { } body || SharesNames(node, chosen)) return OnlyDefault(node, chosen, statements);
        if (body.Count == 0) return null;

        // A section that is one block keeps its indentation in it.
        var isBlock = body is [BlockSyntax];
        var kept = isBlock ? (BlockSyntax)body[0] : SyntaxFactory.Block(body);
        var dissolve = Scopes.CanDissolve(node, kept) && node.Parent is BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax;
        var first = isBlock && chosen.Statements[0] is BlockSyntax { Statements: [var inner, ..] } ? inner : chosen.Statements[0];
        if (!dissolve) kept = isBlock ? kept : Splice.Embed(kept, Lines.IndentOf(node), "    ", _lineEnd);
        var indent = dissolve || !isBlock ? Lines.IndentOf(first) : Lines.IndentOf(chosen.Statements[0]);
        if (!dissolve && !isBlock) indent = Lines.IndentOf(node);
        return Splice.Of(node, [], kept, indent, dissolve);
    }

    /// <summary>Whether a section uses names that another one declares, which it may.</summary>
    private static bool SharesNames(SwitchStatementSyntax node, SwitchSectionSyntax chosen)
    {
        var others = new HashSet<string>(node.Sections.Where(s => s != chosen).SelectMany(s =>
            s.Statements).SelectMany(Scopes.Declared), StringComparer.Ordinal);
        others.ExceptWith(chosen.Statements.SelectMany(Scopes.Declared));
        return others.Count > 0 && chosen.DescendantTokens().Any(t => t.IsKind(SyntaxKind.IdentifierToken) && others.Contains(t.ValueText));
    }

    /// <summary>The switch with the chosen section alone, where its jumps need one around them.</summary>
    private static SwitchStatementSyntax OnlyDefault(SwitchStatementSyntax node, SwitchSectionSyntax chosen,
        SyntaxList<StatementSyntax> statements)
    {
        var isAlone = node.Sections.Count == 1 && chosen.Labels is [DefaultSwitchLabelSyntax];
        if (isAlone) return statements == chosen.Statements ? node : node.WithSections([chosen.WithStatements(statements)]);
        var label = SyntaxFactory.DefaultSwitchLabel().WithLeadingTrivia(chosen.Labels[0].GetLeadingTrivia())
            .WithTrailingTrivia(chosen.Labels.Last().GetTrailingTrivia());
        return node.WithSections([chosen.WithLabels([label]).WithStatements(statements)]);
    }

    private static SwitchStatementSyntax WithoutDeadLabels(SwitchStatementSyntax node)
    {
        var sections = node.Sections.Select(s => s.WithLabels(SyntaxFactory.List(s.Labels.Where(l =>
            l is not CasePatternSwitchLabelSyntax { WhenClause.Condition: var when } || !Decided.Is(when, false)))));
        node = node.WithSections(SyntaxFactory.List(sections.Where(s => s.Labels.Count > 0)));
        var sure = node.DescendantNodes().OfType<CasePatternSwitchLabelSyntax>().Where(l =>
            Decided.Is(l.WhenClause?.Condition, true)).ToList();
        return node.ReplaceNodes(sure, (label, _) => label.WithWhenClause(null).WithPattern(label.Pattern.WithoutTrailingTrivia()));
    }
}
