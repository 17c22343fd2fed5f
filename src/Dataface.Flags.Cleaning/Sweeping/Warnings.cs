using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Sweeping;

/// <summary>What the compiler says of files, told apart by member, so that what is new shows although lines have moved.</summary>
internal static class Warnings
{
    public static IEnumerable<Diagnostic> Of(Compilation compilation, SyntaxTree tree, CancellationToken cancellation) =>
        compilation.GetSemanticModel(tree).GetDiagnostics(cancellationToken: cancellation).Where(d => !d.IsSuppressed);

    /// <summary>The diagnostics that a file did not have before.</summary>
    public static IEnumerable<Diagnostic> New(ImmutableDictionary<string, int> before, IEnumerable<Diagnostic> after)
    {
        var left = before.ToBuilder();
        foreach (var diagnostic in after)
        {
            var key = KeyOf(diagnostic);
            if (left.TryGetValue(key, out var count) && count > 0) left[key] = count - 1;
            else yield return diagnostic;
        }
    }

    public static ImmutableDictionary<string, int> Count(IEnumerable<Diagnostic> diagnostics) =>
        diagnostics.GroupBy(KeyOf).ToImmutableDictionary(g => g.Key, g => g.Count());

    /// <summary>The member that a node stands in, by its name.</summary>
    public static string MemberOf(SyntaxNode? node) =>
        node?.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().FirstOrDefault(m =>
        m is not (BaseNamespaceDeclarationSyntax or GlobalStatementSyntax)) switch
        {
            MethodDeclarationSyntax method => method.Identifier.ValueText,
            ConstructorDeclarationSyntax constructor => "." + constructor.Identifier.ValueText,
            BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
            PropertyDeclarationSyntax property => property.Identifier.ValueText,
            BaseFieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.ValueText,
            null => "",
            var other => other.Kind().ToString(),
        };

    /// <summary>The name that the compiler says nothing uses; null for another diagnostic.</summary>
    public static string? UnusedName(Diagnostic diagnostic) =>
        diagnostic.Id is "CS0219" or "CS0168" or "CS0414" or "CS0169" or "CS0649" or "CS8321"
        ? diagnostic.Location.SourceTree?.GetRoot().FindToken(diagnostic.Location.SourceSpan.Start).ValueText
        : null;

    private static string KeyOf(Diagnostic diagnostic)
    {
        var node = diagnostic.Location.SourceTree?.GetRoot().FindNode(diagnostic.Location.SourceSpan);
        return $"{diagnostic.Id} {MemberOf(node)} {(diagnostic.Id == "CS8019" ? node?.ToString() : "")}";
    }
}
