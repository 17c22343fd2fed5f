namespace Dataface.Flags.State;

/// <summary>Kills that stand in the options.</summary>
internal static class ConfiguredKills
{
    public const string Source = "configuration";

    public static IReadOnlyCollection<Kill> Of(IEnumerable<string> keys, DateTimeOffset at) =>
        [.. keys.Distinct(StringComparer.Ordinal).Select(key => new Kill
        {
            Flag = key,
            Source = Source,
            By = Source,
            At = at,
            Reason = "listed in the options",
        })];
}
