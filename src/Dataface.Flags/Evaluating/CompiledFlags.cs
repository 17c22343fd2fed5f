using System.Collections.Frozen;
using Dataface.Flags.Documents.Conditions;

namespace Dataface.Flags.Evaluating;

/// <summary>All flags of a document set, compiled for one environment, before state and expiry are laid over them.</summary>
/// <param name="Index">The place of each flag, by its key and by its alias.</param>
/// <param name="Flags">The flags.</param>
/// <param name="Revision">Names the whole set.</param>
internal sealed record CompiledFlags(FrozenDictionary<string, int> Index, CompiledFlag[] Flags, string Revision)
{
    /// <summary>When time windows of the flags open and close.</summary>
    public WindowEdges Edges { get; init; } = WindowEdges.None;

    /// <summary>How many of the edges have come: the windows stand as they do until the next.</summary>
    public int EdgesPassed { get; init; }

    /// <summary>Finds the flags by handles.</summary>
    public FlagTable Table { get; } = new(Flags, Index);

    public static CompiledFlags Empty { get; } = new(FrozenDictionary<string, int>.Empty, [], "");

    /// <summary>These flags with others in the place of those of the same keys, and after them.</summary>
    /// <param name="others">Flags that require none, since an index means another flag there than here.</param>
    public CompiledFlags With(CompiledFlags others)
    {
        var flags = new List<CompiledFlag>(Flags);
        var index = new Dictionary<string, int>(Index, StringComparer.Ordinal);
        foreach (var flag in others.Flags)
        {
            if (index.TryAdd(flag.Details.Key, flags.Count)) flags.Add(flag);
            else flags[index[flag.Details.Key]] = flag;
        }

        return new CompiledFlags(index.ToFrozenDictionary(StringComparer.Ordinal), [.. flags], Revision);
    }
}
