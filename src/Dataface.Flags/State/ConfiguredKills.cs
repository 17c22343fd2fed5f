namespace Dataface.Flags.State;

/// <summary>Kills that stand in the options.</summary>
internal static class ConfiguredKills
{
    public const string Source = "configuration";

    public static IReadOnlyCollection<Kill> Of(IEnumerable<string> keys, DateTimeOffset at) =>
        [.. keys.Distinct(StringComparer.Ordinal).Select(key => new Kill(key, Source, Source, at, "listed in the options"))];
}
