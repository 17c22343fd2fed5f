using System.Collections.Concurrent;
using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating;

namespace Dataface.Flags.Testing.Forcing;

/// <summary>
/// Lays what is forced over the flags of a client, and keeps the result until either changes, so that a typed handle stays bound.
/// Thread-safe.
/// </summary>
internal sealed class ForcedSnapshots(FlagClient client, ForceWatcher watcher)
{
    private static readonly FlagSource Source = new("forced", "");

    private volatile Made _made = new(FlagSnapshot.Empty, -1);

    /// <summary>The client's flags with forced ones; the first that forces a flag decides.</summary>
    public FlagSnapshot For(ForcedLayers layers)
    {
        var (current, version, made) = (client.Pin(), ForcedFlag.Version, _made);
        if (!ReferenceEquals(made.Origin, current) || made.Version != version) _made = made = new Made(current, version);
        return made.Snapshots.GetOrAdd(
            layers, static (layers, given) => given.Self.Make(layers, given.Current), (Self: this, Current: current));
    }

    private FlagSnapshot Make(ForcedLayers layers, FlagSnapshot current)
    {
        var definitions = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal);
        foreach (var forced in layers.All)
        {
            if (Definition(forced, current) is not { } definition) continue;
            definitions.TryAdd(forced.Key, definition);
            watcher.Follow(definitions[forced.Key], forced);
            if (IsRequired(forced.Key, current)) forced.See();
        }

        return definitions.Count == 0 ? current : client.PinWith(new FlagDocument { Flags = definitions }, Source);
    }

    /// <summary>Whether another flag asks for its variant, which is no evaluation of its own.</summary>
    private static bool IsRequired(string key, FlagSnapshot current)
    {
        foreach (var flag in current.Flags)
        {
            if (flag.Details.Definition.Requires.Any(required => required.Flag == key)) return true;
        }

        return false;
    }

    private FlagDefinition? Definition(ForcedFlag forced, FlagSnapshot current)
    {
        if (current.Find(forced.Key) is { } flag) return ForcedDefinition.Of(flag.Details.Definition, forced.Value, client.Environment);
        return current.Flags.IsEmpty ? ForcedDefinition.Of(forced.Key, forced.Value, client.Environment) : null;
    }

    /// <summary>What was made of one state of client and forces.</summary>
    private sealed record Made(FlagSnapshot Origin, long Version)
    {
        public ConcurrentDictionary<ForcedLayers, FlagSnapshot> Snapshots { get; } = [];
    }
}

/// <summary>What is forced for somebody, the nearest first. Equal when it is the same.</summary>
internal readonly record struct ForcedLayers(ForcedFlag? Flow, ForcedFlag? Everywhere, ForcedFlag? Ambient, ForcedFlag? Origin)
{
    public bool IsEmpty => Flow is null && Everywhere is null && Ambient is null && Origin is null;

    public IEnumerable<ForcedFlag> All =>
        ForcedFlag.All(Flow).Concat(ForcedFlag.All(Everywhere)).Concat(ForcedFlag.All(Ambient)).Concat(ForcedFlag.All(Origin));
}
