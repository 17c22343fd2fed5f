using Dataface.Flags.Cleaning.Effects;
using Dataface.Flags.Cleaning.Layout;
using Dataface.Flags.Cleaning.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Folding;

/// <summary>Ifs, and statements that are nothing without their expression.</summary>
internal sealed partial class Folder
{
    public override SyntaxNode? VisitIfStatement(IfStatementSyntax node)
    {
        var condition = (ExpressionSyntax)Visit(node.Condition)!;
        if (DecideAfterEffects(condition) is { } decided)
        {
            var value = mutation == Mutation.WrongBranch ? !decided.Value : decided.Value;
            var kept = value ? node.Statement : node.Else?.Statement;
            return Replace(node, decided.Effects, kept, value ? [] : node.Else?.ElseKeyword.TrailingTrivia.Where(Lines.IsComment));
        }

        var then = Embedded(node.Statement);
        var other = node.Else is null ? null : Embedded(node.Else.Statement);
        if (condition == node.Condition && then == node.Statement && other == node.Else?.Statement) return node;
        var isThenGone = then != node.Statement && IsEmpty(then) && !IsEmpty(node.Statement);
        var isElseGone = other is not null && other != node.Else!.Statement && IsEmpty(other);
        if (isThenGone && (other is null || isElseGone)) return Replace(node, EffectsOf(node.Condition, condition), null);
        if (isThenGone && other is BlockSyntax) return Inverted(node, condition, (BlockSyntax)other);

        var result = node.WithCondition(condition).WithStatement(then ?? Empty(node));
        if (isElseGone || other is null) result = result.WithElse(null).WithTrailingTrivia(node.GetTrailingTrivia());
        else if (other != node.Else!.Statement) result = result.WithElse(Else(node.Else, other));
        return then == node.Statement || then is null ? result : result.WithCloseParenToken(Before(result.CloseParenToken, then));
    }

    public override SyntaxNode? VisitExpressionStatement(ExpressionStatementSyntax node)
    {
        if (Removal.Is(node)) return null;
        var expression = (ExpressionSyntax)Visit(node.Expression)!;
        if (Decided.ValueOf(expression) is not null || IsDiscarded(expression)) return null;
        if (expression != node.Expression && IsToItself(expression, node.SpanStart)) return null;
        return expression == node.Expression ? node : node.WithExpression(expression);
    }

    public override SyntaxNode? VisitReturnStatement(ReturnStatementSyntax node)
    {
        var expression = (ExpressionSyntax?)Visit(node.Expression);
        if (expression == node.Expression) return node;
        if (expression is not ThrowExpressionSyntax thrown) return node.WithExpression(expression);
        return SyntaxFactory.ThrowStatement(thrown.Expression.WithoutTrailingTrivia())
            .WithThrowKeyword(SyntaxFactory.Token(SyntaxKind.ThrowKeyword).WithTriviaFrom(node.ReturnKeyword))
            .WithSemicolonToken(node.SemicolonToken);
    }

    public override SyntaxNode? VisitElseClause(ElseClauseSyntax node)
    {
        var statement = Embedded(node.Statement);
        return statement == node.Statement ? node : statement is null ? null : Else(node, statement);
    }

    public override SyntaxNode? VisitTryStatement(TryStatementSyntax node)
    {
        var dead = node.Catches.Where(c => c.Filter is { } filter && Decided.Is(Visit(filter.FilterExpression), false)).ToList();
        if (dead.Count == node.Catches.Count && dead.Count > 0 && node.Finally is null) return Replace(node, [], node.Block);
        if (dead.Count == 0) return base.VisitTryStatement(node);
        var visited = (TryStatementSyntax)base.VisitTryStatement(node)!;
        var result = visited.WithCatches(SyntaxFactory.List(visited.Catches.Where((_, i) => !dead.Contains(node.Catches[i]))));
        return result.WithTrailingTrivia(node.GetTrailingTrivia());
    }

    public override SyntaxNode? VisitCatchClause(CatchClauseSyntax node)
    {
        var visited = (CatchClauseSyntax)base.VisitCatchClause(node)!;
        if (!Decided.Is(visited.Filter?.FilterExpression, true)) return visited;
        var end = visited.Filter!.GetTrailingTrivia();
        visited = visited.WithFilter(null);
        return visited.Declaration is null
            ? visited.WithCatchKeyword(visited.CatchKeyword.WithTrailingTrivia(end))
            : visited.WithDeclaration(visited.Declaration.WithTrailingTrivia(end));
    }

    /// <summary>The value of a condition, and what runs before it is known; null when it is not decided.</summary>
    private static (bool Value, IReadOnlyList<ExpressionSyntax> Effects)? DecideAfterEffects(ExpressionSyntax condition)
    {
        if (Decided.ValueOf(condition) is bool value) return (value, []);
        var inner = Parentheses.Strip(condition);
        if (!Decided.Any(inner)) return null;
        return inner switch
        {
            PrefixUnaryExpressionSyntax negation when negation.IsKind(SyntaxKind.LogicalNotExpression) =>
                DecideAfterEffects(negation.Operand) is { } decided ? (!decided.Value, decided.Effects) : null,
            BinaryExpressionSyntax both when both.IsKind(SyntaxKind.LogicalAndExpression) && Decided.Is(both.Right, false) =>
                (false, [both.Left]),
            BinaryExpressionSyntax either when either.IsKind(SyntaxKind.LogicalOrExpression) && Decided.Is(either.Right, true) =>
                (true, [either.Left]),
            _ => null,
        };
    }

    private IReadOnlyList<ExpressionSyntax> EffectsOf(ExpressionSyntax original, ExpressionSyntax rewritten) =>
        _purity.IsPure(original) ? [] : [rewritten];

    /// <summary>What takes the place of a statement: its effects, and the part that is kept.</summary>
    private StatementSyntax? Replace(
        StatementSyntax place, IReadOnlyList<ExpressionSyntax> effects, StatementSyntax? kept, IEnumerable<SyntaxTrivia>? comments = null)
    {
        var visited = kept is null ? null : (StatementSyntax?)Visit(kept);
        if (visited is BlockSyntax { Statements.Count: 0 } empty && !empty.DescendantTrivia().Any(Lines.Stays)) visited = null;
        var before = effects.Select(EffectList.ToStatement).ToList();
        if (visited is null && before.Count == 0) return null;
        var isInList = place.Parent is BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax;
        if (!isInList && before.Count == 0) return StartsLine.Mark(Lines.Shift(visited!, Lines.IndentOf(kept!),
            Lines.IndentOf(place)), kept!);

        var dissolve = visited is not BlockSyntax block || (Scopes.CanDissolve(place, block)
            && (block.Statements.Count > 0 || !block.ContainsDirectives));
        var indent = kept is BlockSyntax { Statements: [var first, ..] } && dissolve ? Lines.IndentOf(first) : kept is null
            ? "" : Lines.IndentOf(kept);
        var spliced = Splice.Of(place, before, visited, indent, dissolve, comments);
        return isInList || spliced is null ? spliced : Splice.Embed(AsBlock(spliced), Lines.IndentOf(place), "    ", _lineEnd);
    }

    private static BlockSyntax AsBlock(StatementSyntax statement) => statement as BlockSyntax ?? SyntaxFactory.Block(statement);

    /// <summary>A statement that stands alone under another one; null when nothing of it is left.</summary>
    private StatementSyntax? Embedded(StatementSyntax original)
    {
        var visited = Removal.Is(original) ? null : (StatementSyntax?)Visit(original);
        return visited;
    }

    private static bool IsEmpty(StatementSyntax? statement) =>
        statement is null || (statement is BlockSyntax { Statements.Count: 0 } block && !block.DescendantTrivia().Any(Lines.Stays));

    private BlockSyntax Empty(StatementSyntax place) => SyntaxFactory.Block(
        SyntaxFactory.Token(SyntaxKind.OpenBraceToken).WithTrailingTrivia(SyntaxFactory.Space), default,
        SyntaxFactory.Token(SyntaxKind.CloseBraceToken).WithTrailingTrivia(SyntaxFactory.EndOfLine(_lineEnd)))
        .WithTrailingTrivia(place.GetTrailingTrivia());

    private StatementSyntax Inverted(IfStatementSyntax node, ExpressionSyntax condition, BlockSyntax other)
    {
        var body = other.WithLeadingTrivia(node.Statement.GetLeadingTrivia());
        var result = node.WithCondition(Negated(condition).WithTriviaFrom(condition)).WithStatement(body).WithElse(null);
        return result.WithTrailingTrivia(node.GetTrailingTrivia());
    }

    private ElseClauseSyntax Else(ElseClauseSyntax node, StatementSyntax statement) =>
        node.WithElseKeyword(Before(node.ElseKeyword, statement)).WithStatement(statement);

    /// <summary>The token before an embedded statement that has taken another one's place: a line end where it begins a line.</summary>
    private SyntaxToken Before(SyntaxToken token, StatementSyntax statement)
    {
        if (StartsLine.Of(statement) is not { } startsLine || token.TrailingTrivia.Any(Lines.IsComment)) return token;
        return token.WithTrailingTrivia(startsLine ? SyntaxFactory.EndOfLine(_lineEnd) : SyntaxFactory.Space);
    }

    /// <summary>Whether a choice has come to the variable that it is assigned to.</summary>
    private bool IsToItself(ExpressionSyntax expression, int position) => expression is AssignmentExpressionSyntax assignment
        && assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) && IsVariable(Parentheses.Strip(assignment.Left), position)
        && SyntaxFactory.AreEquivalent(Parentheses.Strip(assignment.Left), Parentheses.Strip(assignment.Right));

    private static bool IsDiscarded(ExpressionSyntax expression) =>
        expression is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } } assignment
            && Decided.ValueOf(assignment.Right) is not null;
}
