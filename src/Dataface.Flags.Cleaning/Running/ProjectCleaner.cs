using Dataface.Flags.Analyzers.Uses;
using Dataface.Flags.Cleaning.Folding;
using Dataface.Flags.Cleaning.Propagation;
using Dataface.Flags.Cleaning.Seeding;
using Dataface.Flags.Cleaning.Sweeping;
using Dataface.Flags.Cleaning.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Dataface.Flags.Cleaning.Running;

/// <summary>Cleans one project. What the compiler does not take without a new warning is taken back and refused.</summary>
internal sealed class ProjectCleaner(
    Project project, KeptSide side, UseIndex index, Mutation mutation, bool trustsOtherKeys, Func<Document, bool>? isInScope,
    Func<string, bool> isNamedElsewhere, CancellationToken cancellation)
{
    private const int Attempts = 12;

    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private readonly List<Refusal> _refusals = [];

    public async Task<(IReadOnlyList<Refusal> Refusals, int Uses,
        IReadOnlyList<(DocumentId Document, SyntaxNode? Root)> Roots)> CleanAsync()
    {
        var compilation = await project.GetCompilationAsync(cancellation).ConfigureAwait(false);
        if (compilation is null || FlagUseFinder.For(compilation) is not { } finder) return ([], 0, []);
        var found = index.Find(compilation, finder, side.Key, cancellation);
        var (files, uses) = (found.Trees.Where(IsOpen).ToList(), found.Uses);
        RefuseClosed(found);
        var outside = await Outside.OfAsync(project, compilation.SyntaxTrees.Where(t => !IsOpen(t)), cancellation).ConfigureAwait(false);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var run = new CleaningRun(compilation, side, mutation, trustsOtherKeys, outside, isNamedElsewhere, cancellation);
            var seeded = run.Seed(files, finder, tree => uses.Any(u => u.Node.SyntaxTree == tree),
                use => _refused.Contains(Place(use.KeyNode)));
            if (!run.HasChanged) return (Refusals(seeded), uses.Count, []);
            run.Settle();
            if (Blame(run, uses)) continue;
            RefuseLeft(run, uses, seeded);
            var roots = run.Changed.Select(c => (project.Solution.GetDocumentId(c.Original)!, (SyntaxNode?)c.Root));
            return (Refusals(seeded), uses.Count, [.. roots]);
        }

        return ([.. _refusals, new(project.FilePath ?? project.Name, 1,
            "No clean-up of this project compiles without a new warning.")], uses.Count, []);
    }

    private List<Refusal> Refusals(IEnumerable<Refusal> seeded) => [.. _refusals.Concat(seeded).Distinct()];

    private bool IsOpen(SyntaxTree tree) => project.GetDocument(tree) is { } document and not SourceGeneratedDocument
        && (isInScope is null || isInScope(document)) && !GeneratedCode.Is(tree);

    private void RefuseClosed((List<SyntaxTree> Trees, List<FlagUse> Uses) found)
    {
        foreach (var use in found.Uses.Where(u => !IsOpen(u.Node.SyntaxTree) && u.Kind != FlagUseKind.Handle))
        {
            if (project.GetDocument(use.Node.SyntaxTree) is { } document && isInScope?.Invoke(document) == false) continue;
            _refusals.Add(Refusal.At(use.KeyNode, use.KeyNode.GetLocation().GetMappedLineSpan().HasMappedPath
                ? "It is a page's, which is not cleaned. Remove the flag here by hand first."
                : "The file is generated. Remove the flag from what it is generated from."));
        }
    }

    /// <summary>
    /// Refuses the uses whose removal made the compiler complain: those of the member, else of the file, else of the project. False
    /// when there is nothing to complain of.
    /// </summary>
    private bool Blame(CleaningRun run, List<FlagUse> uses)
    {
        var complaints = Complaints(run).ToList();
        foreach (var (location, original, cause) in complaints)
        {
            var member = Warnings.MemberOf(location.SourceTree?.GetRoot().FindToken(location.SourceSpan.Start).Parent);
            var left = uses.Where(u => !_refused.Contains(Place(u.KeyNode))).ToList();
            var inFile = left.Where(u => u.Node.SyntaxTree == original).ToList();
            var inMember = inFile.Where(u => Warnings.MemberOf(u.Node) == member).ToList();
            foreach (var use in inMember.Count > 0 ? inMember : inFile.Count > 0 ? inFile : left)
            {
                _refused.Add(Place(use.KeyNode));
                if (use.Kind == FlagUseKind.Handle) continue;
                _refusals.Add(Refusal.At(use.KeyNode, cause));
            }
        }

        return complaints.Count > 0;
    }

    /// <summary>What is wrong with a cleaned project. Directives that came apart explain what the compiler says of their file.</summary>
    private static IEnumerable<(Location Location, SyntaxTree? Original, string Cause)> Complaints(CleaningRun run)
    {
        foreach (var (directive, original) in run.Torn) yield return (directive, original,
            $"The directive of line {directive.GetLineSpan().StartLinePosition.Line + 1} would come apart from its code. Clean it "
                + "by hand.");
        foreach (var (diagnostic, original) in run.NewDiagnostics().Where(d => !run.Torn.Any(t => t.Original == d.Original)))
            yield return (diagnostic.Location, original, Refusal.CauseOf(diagnostic));
    }

    /// <summary>Says what is left although nothing was refused: handles that others may name.</summary>
    private void RefuseLeft(CleaningRun run, List<FlagUse> uses, IReadOnlyList<Refusal> seeded)
    {
        if (isInScope is not null || _refusals.Count > 0 || seeded.Count > 0) return;
        var left = run.Left();
        var handles = uses.Where(u => u.Kind == FlagUseKind.Handle
            && left.Exists(l => l.Kind == FlagUseKind.Handle && Path(l) == Path(u))).ToList();
        foreach (var handle in handles) _refusals.Add(Refusal.At(handle.Node,
            "The handle is part of a public signature, or something else still names it. Remove it by hand."));
        foreach (var use in left.Where(l =>
            l.Kind != FlagUseKind.Handle)) _refusals.Add(Refusal.At(use.KeyNode, "A use of the flag is left here. Remove it by hand."));
    }

    private static string Path(FlagUse use) => use.Node.SyntaxTree.FilePath;

    private static string Place(SyntaxNode node) => $"{node.SyntaxTree.FilePath} {node.SpanStart}";
}
