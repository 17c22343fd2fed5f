using Dataface.Flags.Cleaning.Effects;
using Dataface.Flags.Cleaning.Layout;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Folding;

/// <summary>
/// Folds what decided literals decide: one pass over a tree, from the inside out. Each step leaves a program that does the same;
/// what cannot be
/// folded stays with its literal.
/// </summary>
internal sealed partial class Folder(SemanticModel model, Mutation mutation = Mutation.None) : CSharpSyntaxRewriter
{
    private readonly Purity _purity = new(model);
    private readonly string _lineEnd = Lines.EndOf(model.SyntaxTree.GetRoot());

    /// <summary>What stays of statements that went at the end of a list; the closing brace takes it.</summary>
    private List<SyntaxTrivia> _left = [];

    public override SyntaxNode? Visit(SyntaxNode? node) => node is null || !node.ContainsAnnotations ? node : base.Visit(node);

    public override SyntaxList<TNode> VisitList<TNode>(SyntaxList<TNode> list)
    {
        if (!list.Any(n => n.ContainsAnnotations)) return list;
        var (result, carried, isChanged, isAfterRemoval) = (new List<SyntaxNode>(), new List<SyntaxTrivia>(), false, false);
        foreach (var node in list)
        {
            var visited = Removal.Is(node) ? null : Visit(node);
            isChanged |= visited != node;
            if (visited is null)
            {
                carried.AddRange(node is UsingDirectiveSyntax ? Header(node) : Removal.Carried(node.GetLeadingTrivia()));
                isAfterRemoval = true;
                continue;
            }

            if (isAfterRemoval) visited = visited.WithLeadingTrivia(Removal.Before(carried, visited.GetLeadingTrivia(),
                result.Count == 0 && IsInBraces(node)));
            carried.Clear();
            isAfterRemoval = false;
            result.AddRange(Dissolved(visited));
        }

        if (!isChanged) return list;
        _left = carried.Any(Lines.Stays) ? carried : [];
        return SyntaxFactory.List(result.Cast<TNode>());
    }

    public override SeparatedSyntaxList<TNode> VisitList<TNode>(SeparatedSyntaxList<TNode> list)
    {
        // Visited first: the compiler knows the nodes of its own tree only.
        var result = base.VisitList(list);
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (!Removal.Is(list[i])) continue;
            var leading = i == 0 && result.Count > 1 ? result[0].GetLeadingTrivia() : default(SyntaxTriviaList?);
            var trailing = i == list.Count - 1 && i > 0 ? result[i].GetTrailingTrivia() : default(SyntaxTriviaList?);
            result = result.RemoveAt(i);
            if (trailing is { } end && result.Count > 0) result =
                result.Replace(result[result.Count - 1], result[result.Count - 1].WithTrailingTrivia(end));
            if (leading is { } first) result = result.Replace(result[0], result[0].WithLeadingTrivia(first));
        }

        return result;
    }

    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        var block = (BlockSyntax)base.VisitBlock(node)!;
        if (_left.Count > 0)
            block = block.WithCloseBraceToken(block.CloseBraceToken.WithLeadingTrivia(_left.Concat(block.CloseBraceToken.LeadingTrivia)));
        _left = [];
        return block;
    }

    public override SyntaxNode? VisitClassDeclaration(ClassDeclarationSyntax node) => Closed(base.VisitClassDeclaration(node));

    public override SyntaxNode? VisitStructDeclaration(StructDeclarationSyntax node) => Closed(base.VisitStructDeclaration(node));

    public override SyntaxNode? VisitRecordDeclaration(RecordDeclarationSyntax node) => Closed(base.VisitRecordDeclaration(node));

    public override SyntaxNode? VisitGlobalStatement(GlobalStatementSyntax node)
    {
        var statement = Removal.Is(node.Statement) ? null : (StatementSyntax?)Visit(node.Statement);
        return statement is null ? null : statement == node.Statement ? node : node.WithStatement(statement);
    }

    public override SyntaxNode? VisitCompilationUnit(CompilationUnitSyntax node)
    {
        var unit = (CompilationUnitSyntax)base.VisitCompilationUnit(node)!;
        if (node.Usings.Count == 0 || unit.Usings.Count > 0 || unit.Externs.Count > 0) return unit;

        // The last using has gone: its file's header goes to what comes next, without the empty line between.
        var header = _left;
        _left = [];
        var first = unit.GetFirstToken(includeZeroWidth: true);
        return unit.ReplaceToken(first, first.WithLeadingTrivia(Removal.Before(header, first.LeadingTrivia, isFirst: true)));
    }

    /// <summary>What stays of members that went at the end of a type.</summary>
    private SyntaxNode? Closed(SyntaxNode? node)
    {
        if (_left.Count > 0 && node is TypeDeclarationSyntax { CloseBraceToken.Span.Length: > 0 } type)
        {
            var brace = type.CloseBraceToken;
            node = type.WithCloseBraceToken(brace.WithLeadingTrivia(_left.Concat(brace.LeadingTrivia)));
        }

        _left = [];
        return node;
    }

    private static bool IsInBraces(SyntaxNode node) => node is UsingDirectiveSyntax
        || node.Parent is not (CompilationUnitSyntax or FileScopedNamespaceDeclarationSyntax);

    /// <summary>The comments at the top of a file are no comments of its first using.</summary>
    private static IEnumerable<SyntaxTrivia> Header(SyntaxNode directive) =>
        directive.GetLeadingTrivia() is var leading && leading.Any(Lines.IsComment) ? leading : [];

    private static IEnumerable<SyntaxNode> Dissolved(SyntaxNode node) => node switch
    {
        BlockSyntax block when Splice.Is(block) => block.Statements,
        GlobalStatementSyntax { Statement: BlockSyntax block } when Splice.Is(block) =>
            block.Statements.Select(SyntaxFactory.GlobalStatement),
        _ => [node],
    };
}

/// <summary>Mistakes that tests put into the folder, to see that they are found.</summary>
internal enum Mutation
{
    None,

    /// <summary>A negation keeps its operand's value.</summary>
    DroppedNegation,

    /// <summary>The other branch of an if is kept.</summary>
    WrongBranch,

    /// <summary>An operand with effects goes where only its value is not needed.</summary>
    LostEffect,

    /// <summary>A switch falls to its default, whatever its cases say.</summary>
    DefaultCase,
}
