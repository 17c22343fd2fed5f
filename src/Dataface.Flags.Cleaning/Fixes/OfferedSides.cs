using Dataface.Flags.Analyzers.Checks;
using Dataface.Flags.Analyzers.Documents;
using Dataface.Flags.Cleaning.Values;
using Microsoft.CodeAnalysis;

namespace Dataface.Flags.Cleaning.Fixes;

/// <summary>The sides of flags that a project's documents and experiments know.</summary>
internal sealed class OfferedSides
{
    private readonly ProjectFlags _flags;
    private readonly Compilation _compilation;

    private OfferedSides(ProjectFlags flags, Compilation compilation) => (_flags, _compilation) = (flags, compilation);

    /// <summary>Null when the project does not know the library.</summary>
    public static async Task<OfferedSides?> OfAsync(Project project, CancellationToken cancellation)
    {
        if (await project.GetCompilationAsync(cancellation).ConfigureAwait(false) is not { } compilation) return null;
        var flags = ProjectFlags.Of(
            compilation, project.AnalyzerOptions, text => ModelReader.Read("", text),
                text => ExperimentModelReader.Read("", text), cancellation);
        return flags is null ? null : new(flags, compilation);
    }

    /// <summary>What can stay of the flag that a diagnostic is about, the decided or off variant first.</summary>
    public IEnumerable<KeptSide> At(Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (diagnostic.Location.SourceTree is not { } tree || !_compilation.ContainsSyntaxTree(tree)) return [];
        var uses = _flags.Finder.In(_compilation.WithoutFlow(tree), cancellation);
        return uses.FirstOrDefault(u => u.Location.SourceSpan == diagnostic.Location.SourceSpan)?.Key is { } key ? Of(key) : [];
    }

    public IEnumerable<KeptSide> Of(string key)
    {
        if (_flags.Find(key) is not { } flag) return [];
        var first = _flags.Decided.TryGetValue(key, out var decided) && decided.Kept is { } kept ? kept : flag.OffVariant;
        return flag.Variants.OrderByDescending(v => v.Name == first).Select(v => KeptSide.Of(flag, v));
    }
}
