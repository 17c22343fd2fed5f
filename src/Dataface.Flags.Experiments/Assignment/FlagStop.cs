using Dataface.Flags.Documents;
using Dataface.Flags.State;

namespace Dataface.Flags.Experiments.Assignment;

/// <summary>A flag that turns an experiment's flag off when it is off: the flag itself, or one that it requires. Immutable.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Flag">What it is in the document in force; null when that has no such flag.</param>
/// <param name="Kill">Its kill in force; null for none.</param>
internal sealed record FlagStop(string Key, FlagDefinition? Flag, Kill? Kill)
{
    /// <summary>The flag itself, and then whatever it requires of others, and these of others.</summary>
    /// <param name="key">The experiment's flag.</param>
    /// <param name="flags">The document in force; null for none.</param>
    /// <param name="state">The state of the environment.</param>
    public static IEnumerable<FlagStop> Of(string key, FlagDocument? flags, FlagState state)
    {
        var flag = flags?.Flags.GetValueOrDefault(key);
        yield return new(key, flag, KillOf(state, key));

        // A flag that has to be at its off variant is that when it is killed.
        foreach (var required in flag?.Requires ?? [])
        {
            if (flags!.Flags.GetValueOrDefault(required.Flag)?.OffVariant == required.Variant) continue;
            foreach (var stop in Of(required.Flag, flags, state)) yield return stop;
        }
    }

    /// <summary>The keys of what a flag requires, itself or through others: each turns it off when it is killed.</summary>
    /// <param name="key">The experiment's flag.</param>
    /// <param name="flags">The document in force; null for none.</param>
    public static IReadOnlyList<string> RequiredBy(string key, FlagDocument? flags) =>
        [.. Of(key, flags, FlagState.Empty).Select(stop => stop.Key).Distinct(StringComparer.Ordinal).Where(other => other != key)];

    /// <summary>The kill of a flag that is in force; one of every flag is one of it.</summary>
    public static Kill? KillOf(FlagState state, string key) =>
        state.Kills.GetValueOrDefault(key) ?? state.Kills.GetValueOrDefault(KillRegister.Everything);
}
