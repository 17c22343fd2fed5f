using System.Collections.Frozen;

namespace Dataface.Flags.Evaluating;

/// <summary>All flags of a document set, compiled for one environment, before state and expiry are laid over them.</summary>
internal sealed record CompiledFlags(FrozenDictionary<string, int> Index, CompiledFlag[] Flags, string Revision)
{
    public static CompiledFlags Empty { get; } = new(FrozenDictionary<string, int>.Empty, [], "");
}
