using System.Collections.Immutable;
using Dataface.Flags.Analyzers.Uses;
using Dataface.Flags.Cleaning.Folding;
using Dataface.Flags.Cleaning.Layout;
using Dataface.Flags.Cleaning.Propagation;
using Dataface.Flags.Cleaning.Seeding;
using Dataface.Flags.Cleaning.Sweeping;
using Dataface.Flags.Cleaning.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Dataface.Flags.Cleaning.Running;

/// <summary>One attempt at a project: seeds, then folding, carrying and sweeping until nothing changes.</summary>
internal sealed class CleaningRun(
    Compilation before, KeptSide side, Mutation mutation, bool trustsOtherKeys, Outside outside, Func<string, bool> isNamedElsewhere,
        CancellationToken cancellation)
{
    private const int Rounds = 2_000;

    /// <summary>The files as they are now, by the files that they were.</summary>
    private readonly Dictionary<SyntaxTree, SyntaxTree> _now = [];
    private readonly Dictionary<SyntaxTree, ImmutableDictionary<string, int>> _before = [];
    private readonly Compilation _original = before;
    private Compilation _compilation = before;
    private readonly Dictionary<string, Dictionary<SyntaxTree, SyntaxTree>> _done = [];

    /// <summary>Directives that would come apart from the code that they are about.</summary>
    private List<(Location Directive, SyntaxTree Original)> _torn = [];

    /// <summary>What the compiler says of files as they are now.</summary>
    private readonly Dictionary<SyntaxTree, IReadOnlyList<Diagnostic>> _said = [];

    public bool HasChanged => _now.Count > 0;

    public IEnumerable<(SyntaxTree Original, SyntaxNode Root)> Changed =>
        _now.Where(n => n.Key != n.Value && !n.Key.GetText(cancellation).ContentEquals(n.Value.GetText(cancellation)))
            .Select(n => (n.Key, n.Value.GetRoot()));

    /// <summary>Puts literals and marks in the places of uses; what cannot be is refused.</summary>
    public IReadOnlyList<Refusal> Seed(IReadOnlyList<SyntaxTree> trees, FlagUseFinder finder, Func<SyntaxTree, bool> uses,
        Func<FlagUse, bool> isRefused)
    {
        var refusals = new List<Refusal>();
        var roots = new List<(SyntaxTree, SyntaxNode)>();
        foreach (var tree in trees)
        {
            var seeds = new Seeder(_original.WithoutFlow(tree), finder, side, cancellation).Seed(trustsOtherKeys, isRefused);
            refusals.AddRange(seeds.Refusals);
            Directives.Refuse(tree, side.Key, finder.Symbols, refusals);
            if (!seeds.IsEmpty || uses(tree)) _now[tree] = tree;
            roots.Add((tree, seeds.IsEmpty
                ? tree.GetRoot(cancellation) : Hoisting.Apply(seeds.ApplyTo(tree.GetRoot(cancellation)), seeds.Hoists)));
        }

        foreach (var (tree, root) in roots.Where(r => r.Item2 != r.Item1.GetRoot(cancellation))) Put(tree, root);
        return refusals;
    }

    /// <summary>Works until nothing changes.</summary>
    public void Settle()
    {
        for (var round = 0; round < Rounds && Step(); round++) cancellation.ThrowIfCancellationRequested();
        Finish();
        _torn = [.. _now.Select(n => (DirectiveMarks.Torn(n.Key, n.Value.GetRoot(cancellation)), n.Key)).Where(t => t.Item1 is not null)
            .Select(t => (t.Item1!, t.Key))];
        foreach (var (source, now) in _now.Where(n => n.Key != n.Value).Select(n => (n.Key, n.Value)).ToList()) Reparse(source, now);
    }

    /// <summary>Reads a file's new text anew, so that what the compiler says of it is what it will say of the file.</summary>
    private void Reparse(SyntaxTree source, SyntaxTree now)
    {
        var parsed = CSharpSyntaxTree.ParseText(now.GetRoot(cancellation).ToFullString(), (CSharpParseOptions)now.Options,
            now.FilePath, cancellationToken: cancellation);
        Replace(now, parsed);
        _now[source] = parsed;
    }

    /// <summary>What the compiler says now and did not before, with the file that it was.</summary>
    public IEnumerable<(Diagnostic Diagnostic, SyntaxTree? Original)> NewDiagnostics() =>
        _now.SelectMany(n => Sweeping.Warnings.New(Before(n.Key), Diagnostics(n.Value)).Where(d =>
            d.Severity >= DiagnosticSeverity.Warning).Select(d => (d, (SyntaxTree?)n.Key)));

    /// <summary>Directives, such as <c>#if</c>, that would come apart from their code, with the file that each stands in.</summary>
    public IReadOnlyList<(Location Directive, SyntaxTree Original)> Torn => _torn;

    /// <summary>The flag's uses that are left in the files that may change.</summary>
    public List<FlagUse> Left()
    {
        var finder = FlagUseFinder.For(_compilation)!;
        return [.. _now.Values.SelectMany(t => finder.In(_compilation.WithoutFlow(t), cancellation)).Where(u => u.Key == side.Key)];
    }

    private bool Step() => Fold() || Carry() || Unreach() || Sweep();

    /// <summary>The files that have changed since a kind of step last looked at them.</summary>
    private List<(SyntaxTree Original, SyntaxTree Now)> Fresh(string step)
    {
        if (!_done.TryGetValue(step, out var done)) _done[step] = done = [];
        var fresh = _now.Where(n => !done.TryGetValue(n.Key, out var seen) || seen != n.Value).Select(n => (n.Key, n.Value)).ToList();
        foreach (var (original, now) in fresh) done[original] = now;
        return fresh;
    }

    private bool Fold()
    {
        var isChanged = false;
        foreach (var (tree, now) in Fresh(nameof(Fold)))
        {
            var root = now.GetRoot(cancellation);
            var folded = new Folder(_compilation.WithoutFlow(now), mutation).Visit(root)!;
            if (folded == root) continue;
            isChanged |= !folded.IsEquivalentTo(root);
            Put(tree, folded);
        }

        return isChanged;
    }

    private bool Carry() => Apply(new Propagator(_compilation, outside).Propagate(Fresh(nameof(Carry)).Select(n => n.Now)));

    private bool Unreach()
    {
        var edits = new Edits();
        foreach (var (tree, now) in Fresh(nameof(Unreach)))
        {
            foreach (var diagnostic in Warnings.New(Before(tree), Diagnostics(now)).Where(d =>
                d.Id == Unreachable.Code)) Unreachable.Remove(diagnostic, _compilation.WithoutFlow(now), edits);
        }

        return Apply(edits);
    }

    private bool Sweep()
    {
        var fresh = Fresh(nameof(Sweep));
        var lost = Census.Lost(_now);
        var unused = new HashSet<string>(fresh.SelectMany(n =>
            Warnings.New(Before(n.Original), Diagnostics(n.Now))).Select(Warnings.UnusedName).OfType<string>(), StringComparer.Ordinal);
        bool IsLost(string name) => lost(name) || unused.Contains(name);
        var finder = FlagUseFinder.For(_compilation)!;
        bool NamesKey(ISymbol symbol) => symbol is IFieldSymbol { IsConst: true } constant
            ? side.Key.Equals(constant.ConstantValue) && IsLost(symbol.Name) : finder.Keys.OfHandle(symbol, cancellation) == side.Key;
        bool IsHandle(ISymbol symbol) => NamesKey(symbol) && !isNamedElsewhere(symbol.Name) && Visibility.IsInside(symbol, _compilation);
        return Apply(new Sweeper(_compilation, outside, IsLost, IsHandle, isNamedElsewhere).Sweep(fresh.Select(n => n.Now)));
    }

    private void Finish()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var edits = new Edits();
            foreach (var (tree, now) in Fresh(nameof(Finish))) LastTouches.Add(Warnings.New(Before(tree), Diagnostics(now)), edits);
            if (!Apply(edits)) return;
            while (Step()) cancellation.ThrowIfCancellationRequested();
        }
    }

    private bool Apply(Edits edits)
    {
        foreach (var tree in edits.Trees)
        {
            var source = _now.FirstOrDefault(n => n.Value == tree).Key ?? tree;
            Put(source, edits.ApplyTo(tree));
        }

        return !edits.IsEmpty;
    }

    private void Put(SyntaxTree source, SyntaxNode root)
    {
        var old = _now.TryGetValue(source, out var now) ? now : source;
        var tree = old.WithRootAndOptions(root, old.Options);
        Replace(old, tree);
        _now[source] = tree;
    }

    private void Replace(SyntaxTree old, SyntaxTree now)
    {
        _compilation = _compilation.ReplaceSyntaxTree(old, now);
        _said.Clear();
    }

    private IReadOnlyList<Diagnostic> Diagnostics(SyntaxTree tree) =>
        _said.TryGetValue(tree, out var said) ? said : _said[tree] = [.. Warnings.Of(_compilation, tree, cancellation)];

    private ImmutableDictionary<string, int> Before(SyntaxTree tree)
    {
        if (!_before.TryGetValue(tree, out var counts)) _before[tree] = counts = Warnings.Count(Warnings.Of(_original, tree, cancellation));
        return counts;
    }
}
