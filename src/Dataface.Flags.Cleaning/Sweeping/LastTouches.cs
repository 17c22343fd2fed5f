using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Sweeping;

/// <summary>Mends what the compiler says at the end: usings, labels, iterators without a yield, async methods without an await.</summary>
internal static class LastTouches
{
    public static void Add(IEnumerable<Diagnostic> diagnostics, Edits edits)
    {
        foreach (var diagnostic in diagnostics)
        {
            var node = diagnostic.Location.SourceTree!.GetRoot().FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            switch (diagnostic.Id)
            {
                case "CS8019" when node.FirstAncestorOrSelf<UsingDirectiveSyntax>() is { GlobalKeyword.RawKind: 0 } directive
                    && !HasCodeLeftOut(node.SyntaxTree):
                    edits.Remove(directive);
                    break;
                case "CS0164" when node.FirstAncestorOrSelf<LabeledStatementSyntax>() is { } label:
                    edits.Replace(label, old => ((LabeledStatementSyntax)old).Statement.WithLeadingTrivia(old.GetLeadingTrivia()));
                    break;
                case "CS0161" when Body(node) is { } body && !body.DescendantNodes().Any(n => n is ReturnStatementSyntax):
                    edits.Replace(body, old => WithStatement((BlockSyntax)old, "yield break;", atEnd: true));
                    break;
                case "CS1998" when Body(node) is { } body:
                    edits.Replace(body, old => WithStatement((BlockSyntax)old,
                        "await System.Threading.Tasks.Task.CompletedTask;", atEnd: false));
                    break;
                case "CS9113" when node.FirstAncestorOrSelf<ParameterSyntax>() is { Parent.Parent: TypeDeclarationSyntax type } parameter:
                    edits.Replace(type, old => Suppressed((TypeDeclarationSyntax)old, parameter.Identifier.ValueText));
                    break;
            }
        }
    }

    /// <summary>Whether there is code that <c>#if</c> leaves out, which may need a using that nothing else does.</summary>
    private static bool HasCodeLeftOut(SyntaxTree tree) =>
        tree.GetRoot() is { ContainsDirectives: true } root && root.DescendantTrivia().Any(t => t.IsKind(SyntaxKind.DisabledTextTrivia));

    private static BlockSyntax? Body(SyntaxNode node) =>
        node.FirstAncestorOrSelf<SyntaxNode>(n =>
        n is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax) switch
        {
            BaseMethodDeclarationSyntax method => method.Body,
            LocalFunctionStatementSyntax function => function.Body,
            AnonymousFunctionExpressionSyntax lambda => lambda.Block,
            _ => null,
        };

    private static BlockSyntax WithStatement(BlockSyntax block, string text, bool atEnd)
    {
        var end = Layout.Lines.EndOf(block);
        var indent = block.Statements.Count > 0
            ? block.Statements[0].GetLeadingTrivia().LastOrDefault(t => t.IsKind(SyntaxKind.WhitespaceTrivia)).ToString()
            : Layout.Lines.IndentOf(block) + "    ";
        var statement = SyntaxFactory.ParseStatement(text).WithLeadingTrivia(SyntaxFactory.Whitespace(indent))
            .WithTrailingTrivia(SyntaxFactory.EndOfLine(end));
        return block.WithStatements(atEnd ? block.Statements.Add(statement) : block.Statements.Insert(0, statement));
    }

    /// <summary>A parameter that is part of a public signature stays, though nothing reads it any more.</summary>
    private static TypeDeclarationSyntax Suppressed(TypeDeclarationSyntax type, string name)
    {
        var end = Layout.Lines.EndOf(type);
        var indent = type.GetLeadingTrivia().LastOrDefault(t => t.IsKind(SyntaxKind.WhitespaceTrivia)).ToString();
        var disable = SyntaxFactory.ParseLeadingTrivia(
            $"#pragma warning disable CS9113 // '{name}' stays: it is part of the signature.{end}{indent}");
        var above = type.GetLeadingTrivia();
        if (indent.Length > 0) above = above.RemoveAt(above.Count - 1);
        type = type.WithLeadingTrivia(above.AddRange(disable));
        var body = type.OpenBraceToken.Span.Length > 0 ? type.OpenBraceToken : type.SemicolonToken;
        var before = body.GetPreviousToken().TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia) ? "" : end;
        var restore = SyntaxFactory.ParseLeadingTrivia($"{before}#pragma warning restore CS9113{end}{indent}");
        return type.ReplaceToken(body, body.WithLeadingTrivia(restore));
    }
}
