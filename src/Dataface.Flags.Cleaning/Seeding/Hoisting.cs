using Dataface.Flags.Cleaning.Effects;
using Dataface.Flags.Cleaning.Layout;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Seeding;

/// <summary>Puts effects as statements before the one that held them.</summary>
internal static class Hoisting
{
    public static SyntaxNode Apply(SyntaxNode root, IEnumerable<Hoist> hoists)
    {
        var end = SyntaxFactory.EndOfLine(Lines.EndOf(root));
        foreach (var hoist in hoists)
        {
            var statement = (StatementSyntax)root.GetAnnotatedNodes(hoist.Mark).Single();
            var indent = SyntaxFactory.Whitespace(Lines.IndentOf(statement));
            var before = hoist.Effects.Select((effect, i) => EffectList.ToStatement(effect)
                .WithLeadingTrivia(i == 0 ? statement.GetLeadingTrivia()
                    : SyntaxFactory.TriviaList(indent)).WithTrailingTrivia(end)).ToList();
            var bare = new SyntaxAnnotation();
            root = root.ReplaceNode(statement, statement.WithLeadingTrivia(indent).WithAdditionalAnnotations(bare));
            var anchor = root.GetAnnotatedNodes(bare).Single();
            root = anchor.Parent is GlobalStatementSyntax global
                ? root.InsertNodesBefore(global, before.Select(s => SyntaxFactory.GlobalStatement(s)))
                : root.InsertNodesBefore(anchor, before);
        }

        return root;
    }
}
