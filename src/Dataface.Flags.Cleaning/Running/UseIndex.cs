using System.Runtime.CompilerServices;
using Dataface.Flags.Analyzers.Uses;
using Dataface.Flags.Cleaning.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Running;

/// <summary>
/// The uses of flags by file. A file is bound once and looked up for every flag after that: cleaning one changes few files, and what the
/// others say of flags is as it was. Thread-safe.
/// </summary>
internal sealed class UseIndex
{
    private readonly ConditionalWeakTable<SyntaxTree, IReadOnlyList<FlagUse>> _uses = new();

    /// <summary>The files that can use a flag, and the uses of its key in them.</summary>
    public (List<SyntaxTree> Trees, List<FlagUse> Uses) Find(Compilation compilation, FlagUseFinder finder, string key,
        CancellationToken cancellation)
    {
        Bind(compilation, finder, finder.Symbols.Names, cancellation);
        var handles = compilation.SyntaxTrees.SelectMany(Of).Where(u => u.Kind == FlagUseKind.Handle).Select(u => HandleOf(u.Node))
            .OfType<string>();
        Bind(compilation, finder, new HashSet<string>(handles, StringComparer.Ordinal), cancellation);
        var text = $"\"{key}\"";
        var trees = compilation.SyntaxTrees.Where(t => Of(t).Any(u => u.Key is null || u.Key == key) || Text(t).Contains(text));
        return ([.. trees], [.. compilation.SyntaxTrees.SelectMany(Of).Where(u => u.Key == key)]);

        string Text(SyntaxTree tree) => tree.GetText(cancellation).ToString();
    }

    /// <summary>Binds the files that hold a name and were not bound before.</summary>
    private void Bind(Compilation compilation, FlagUseFinder finder, IReadOnlyCollection<string> names, CancellationToken cancellation)
    {
        var options = new ParallelOptions { CancellationToken = cancellation };
        Parallel.ForEach(compilation.SyntaxTrees.Where(t => !_uses.TryGetValue(t, out _)), options, tree =>
        {
            var text = tree.GetText(cancellation).ToString();
            if (!names.Any(text.Contains)) return;
            // Without symbols, which would keep the whole compilation.
            var uses = finder.In(compilation.WithoutFlow(tree), cancellation).Select(u => u with { Symbol = null, Member = null });
            _uses.GetValue(tree, _ => [.. uses]);
        });
    }

    private IReadOnlyList<FlagUse> Of(SyntaxTree tree) => _uses.TryGetValue(tree, out var uses) ? uses : [];

    private static string? HandleOf(SyntaxNode made) => made.Ancestors().Select(n => n switch
    {
        VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        _ => null,
    }).FirstOrDefault(n => n is not null);
}
