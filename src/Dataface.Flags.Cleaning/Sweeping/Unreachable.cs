using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Sweeping;

/// <summary>Statements that nothing reaches any more.</summary>
internal static class Unreachable
{
    public const string Code = "CS0162";

    public static void Remove(Diagnostic diagnostic, Edits edits)
    {
        var token = diagnostic.Location.SourceTree!.GetRoot().FindToken(diagnostic.Location.SourceSpan.Start);
        var statement = token.Parent?.AncestorsAndSelf().OfType<StatementSyntax>().FirstOrDefault(s => s.SpanStart == token.SpanStart && s.Parent is not LabeledStatementSyntax);
        statement = statement?.AncestorsAndSelf().OfType<StatementSyntax>().TakeWhile(s => s.SpanStart == token.SpanStart).LastOrDefault(s => s.Parent is BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax) ?? statement;
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

    /// <summary>Up to a label, which may be jumped to; local functions are no steps.</summary>
    private static void Remove(IEnumerable<StatementSyntax> statements, Edits edits)
    {
        foreach (var statement in statements.TakeWhile(s => s is not LabeledStatementSyntax))
        {
            if (statement is not LocalFunctionStatementSyntax) edits.Remove(statement);
        }
    }
}
