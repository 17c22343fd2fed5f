using Dataface.Flags.Cleaning.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Folding;

/// <summary>Loops.</summary>
internal sealed partial class Folder
{
    public override SyntaxNode? VisitWhileStatement(WhileStatementSyntax node) =>
        DecideAfterEffects((ExpressionSyntax)Visit(node.Condition)!) is { Value: false } never
            ? Replace(node, never.Effects, null)
            : Body(node, base.VisitWhileStatement);

    public override SyntaxNode? VisitForStatement(ForStatementSyntax node)
    {
        var condition = (ExpressionSyntax?)Visit(node.Condition);
        if (Decided.Is(condition, true)) return ((ForStatementSyntax)Body(node, base.VisitForStatement)!).WithCondition(null);
        if (Decided.Is(condition, false) && node.Initializers.Count == 0 && IsPureDeclaration(node.Declaration)) return null;
        return Body(node, base.VisitForStatement);
    }

    public override SyntaxNode? VisitDoStatement(DoStatementSyntax node)
    {
        var isOnce = Decided.Is(Visit(node.Condition), false) && !Jumps.LeavesOrRepeats(node.Statement);
        return isOnce ? Replace(node, [], node.Statement) : Body(node, base.VisitDoStatement);
    }

    public override SyntaxNode? VisitForEachStatement(ForEachStatementSyntax node) => Body(node, base.VisitForEachStatement);

    public override SyntaxNode? VisitForEachVariableStatement(ForEachVariableStatementSyntax node) =>
        Body(node, base.VisitForEachVariableStatement);

    public override SyntaxNode? VisitUsingStatement(UsingStatementSyntax node) => Body(node, base.VisitUsingStatement);

    public override SyntaxNode? VisitLockStatement(LockStatementSyntax node) => Body(node, base.VisitLockStatement);

    public override SyntaxNode? VisitFixedStatement(FixedStatementSyntax node) => Body(node, base.VisitFixedStatement);

    public override SyntaxNode? VisitLabeledStatement(LabeledStatementSyntax node) => Body(node, base.VisitLabeledStatement);

    /// <summary>Gives a statement whose only body is gone an empty one.</summary>
    private T Body<T>(T node, Func<T, SyntaxNode?> visit)
        where T : StatementSyntax
    {
        var body = node.ChildNodes().OfType<StatementSyntax>().LastOrDefault();
        if (body is null or BlockSyntax || !body.ContainsAnnotations) return (T)visit(node)!;
        var visited = Embedded(body);
        if (visited == body) return (T)visit(node)!;
        StatementSyntax instead = visited ?? (node is LabeledStatementSyntax
            ? SyntaxFactory.EmptyStatement().WithTriviaFrom(body)
            : SyntaxFactory.Block().WithLeadingTrivia(body.GetLeadingTrivia()).WithTrailingTrivia(body.GetTrailingTrivia()));

        // The rest is visited in a later pass.
        return node.ReplaceNode(body, instead);
    }

    private bool IsPureDeclaration(VariableDeclarationSyntax? declaration) =>
        declaration is null || declaration.Variables.All(v => v.Initializer is null || _purity.IsPure(v.Initializer.Value));
}
