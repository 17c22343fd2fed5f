using Dataface.Flags.Providers;
using Dataface.Flags.State;

namespace Dataface.Flags.Serving;

/// <summary>The last good definitions and the kills of that moment, together: one without the other would revive killed flags.</summary>
/// <param name="Environment">The environment whose state it is.</param>
/// <param name="Documents">The documents in force, by provider.</param>
/// <param name="Kills">The kills that a store held.</param>
internal sealed record CachedConfig(string Environment, IReadOnlyDictionary<string, FlagConfigContent> Documents, IReadOnlyList<Kill> Kills)
{
    /// <summary>Where rollouts stood, and how often flags had been restored; its kills are not kept here.</summary>
    public FlagState Stages { get; init; } = FlagState.Empty;
}
