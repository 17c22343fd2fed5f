using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Sweeping;

/// <summary>Statements that nothing reaches any more.</summary>
internal static class Unreachable
{
    public const string Code = "CS0162";

    public static void Remove(Diagnostic diagnostic, SemanticModel model, Edits edits)
    {
        var token = diagnostic.Location.SourceTree!.GetRoot().FindToken(diagnostic.Location.SourceSpan.Start);
        if (Incremented(token) is { } loop)
        {
            edits.Replace(loop, old => ((ForStatementSyntax)old).WithIncrementors(default));
            return;
        }

        if (ConditionOf(token, model) is var (condition, value))
        {
            edits.Replace(condition, old => Values.Decided.Mark((ExpressionSyntax)old, value));
            return;
        }

        var statement = token.Parent?.AncestorsAndSelf().OfType<StatementSyntax>().FirstOrDefault(s =>
            s.SpanStart == token.SpanStart && s.Parent is not LabeledStatementSyntax);
        statement = statement?.AncestorsAndSelf().OfType<StatementSyntax>().TakeWhile(s =>
            s.SpanStart == token.SpanStart).LastOrDefault(s =>
            s.Parent is BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax) ?? statement;
        switch (statement?.Parent)
        {
            case BlockSyntax block:
                Remove(block.Statements.SkipWhile(s => s != statement), edits);
                break;
            case SwitchSectionSyntax section:
                Remove(section.Statements.SkipWhile(s => s != statement), edits);
                break;
            case GlobalStatementSyntax { Parent: CompilationUnitSyntax unit } global:
                Remove(unit.Members.OfType<GlobalStatementSyntax>().SkipWhile(s => s != global).Select(g => g.Statement), edits);
                break;
        }
    }

    private static bool Leaves(StatementSyntax statement, ref int depth)
    {
        foreach (var directive in statement.GetLeadingTrivia())
        {
            if (directive.IsKind(SyntaxKind.IfDirectiveTrivia)) depth++;
            else if (directive.IsKind(SyntaxKind.EndIfDirectiveTrivia)) depth--;
            else if (depth == 0 && directive.Kind() is SyntaxKind.ElseDirectiveTrivia or SyntaxKind.ElifDirectiveTrivia) return true;
            if (depth < 0) return true;
        }

        return false;
    }

    private static ForStatementSyntax? Incremented(SyntaxToken token) =>
        token.Parent?.FirstAncestorOrSelf<ForStatementSyntax>() is { } loop && loop.Incrementors.FullSpan.Contains(token.Span)
            ? loop : null;

    /// <summary>The constant condition of the statement that the token's stands in; null when it has none.</summary>
    private static (ExpressionSyntax Condition, bool Value)? ConditionOf(SyntaxToken token, SemanticModel model)
    {
        for (SyntaxNode? node = token.Parent?.FirstAncestorOrSelf<StatementSyntax>(); node
            is StatementSyntax or ElseClauseSyntax; node = node.Parent)
        {
            var condition = node switch
            {
                IfStatementSyntax choice => choice.Condition,
                WhileStatementSyntax loop => loop.Condition,
                ForStatementSyntax loop => loop.Condition,
                _ => null,
            };
            if (condition is null) continue;
            return condition.SpanStart != token.SpanStart
                && model.GetConstantValue(condition) is { HasValue: true, Value: bool value } && (node is IfStatementSyntax || !value)
                ? (condition, value)
                : null;
        }

        return null;
    }

    /// <summary>
    /// Up to a label, which may be jumped to, and up to the end of the <c>#if</c> that the jump stands in, since without it the rest is
    /// reached; local functions are no steps.
    /// </summary>
    private static void Remove(IEnumerable<StatementSyntax> statements, Edits edits)
    {
        var depth = 0;
        foreach (var statement in statements.TakeWhile(s => s is not LabeledStatementSyntax))
        {
            if (Leaves(statement, ref depth)) return;
            if (statement is not LocalFunctionStatementSyntax) edits.Remove(statement);
        }
    }
}
