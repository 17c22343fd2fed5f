using Microsoft.CodeAnalysis;

namespace Dataface.Flags.Cleaning.Propagation;

/// <summary>What a clean-up of a project cannot see, or must not touch.</summary>
internal sealed class Outside
{
    private readonly HashSet<SyntaxTree> _closed;
    private readonly HashSet<string> _words;

    private Outside(HashSet<SyntaxTree> closed, HashSet<string> words) => (_closed, _words) = (closed, words);

    /// <summary>Reads a project's pages.</summary>
    /// <param name="project">The project.</param>
    /// <param name="closed">Its files that may not change: generated ones, and those that are not asked for.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<Outside> OfAsync(Project project, IEnumerable<SyntaxTree> closed, CancellationToken cancellation)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var page in project.AdditionalDocuments.Where(d => IsPage(d.Name)))
        {
            words.UnionWith(TreeNames.Words((await page.GetTextAsync(cancellation).ConfigureAwait(false)).ToString()));
        }

        return new([.. closed], words);
    }

    public bool IsOpen(SyntaxTree tree) => !_closed.Contains(tree);

    /// <summary>Whether a page has a word. Its generator need not have run, so that the text decides.</summary>
    public bool IsOnPage(string name) => _words.Contains(name);

    private static bool IsPage(string name) => name.EndsWith(".razor", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".cshtml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".xaml", StringComparison.OrdinalIgnoreCase);
}
