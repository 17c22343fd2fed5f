using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Folding;

/// <summary>Jumps out of loops and switches.</summary>
internal static class Jumps
{
    /// <summary>Whether a loop's body leaves or repeats its own loop.</summary>
    public static bool LeavesOrRepeats(SyntaxNode body) => Own(body, n => n is SwitchStatementSyntax).Any(n => n is BreakStatementSyntax)
        || Own(body, _ => false).Any(n => n is ContinueStatementSyntax);

    /// <summary>The statements of a section without the breaks that end it; null when it has others, or jumps to another section.</summary>
    public static SyntaxList<StatementSyntax>? WithoutBreaks(SyntaxList<StatementSyntax> statements)
    {
        var result = WithoutLast(statements);
        return result.Any(s => Own(s, n => n is SwitchStatementSyntax).Any(IsOwnJump)) ? null : result;
    }

    private static bool IsOwnJump(SyntaxNode node) => node is BreakStatementSyntax
        or GotoStatementSyntax { CaseOrDefaultKeyword.RawKind: not 0 };

    private static SyntaxList<StatementSyntax> WithoutLast(SyntaxList<StatementSyntax> statements)
    {
        if (statements.Count == 0) return statements;
        var last = statements[statements.Count - 1];
        if (last is BreakStatementSyntax) return WithoutLast(statements.RemoveAt(statements.Count - 1));
        return statements.Replace(last, Ended(last));
    }

    private static StatementSyntax Ended(StatementSyntax last) => last switch
    {
        BlockSyntax block => block.WithStatements(WithoutLast(block.Statements)),
        IfStatementSyntax choice => choice.WithStatement(Ended(choice.Statement))
            .WithElse(choice.Else?.WithStatement(Ended(choice.Else.Statement))),
        _ => last,
    };

    /// <summary>Nodes that jump with regard to the statement that a body belongs to.</summary>
    private static IEnumerable<SyntaxNode> Own(SyntaxNode body, Func<SyntaxNode, bool> ends) => body.DescendantNodesAndSelf(n =>
        n is not (WhileStatementSyntax or DoStatementSyntax or CommonForEachStatementSyntax or ForStatementSyntax
            or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax) && !ends(n));
}
