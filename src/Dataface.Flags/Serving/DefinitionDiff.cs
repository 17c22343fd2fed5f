using Dataface.Flags.Documents;

namespace Dataface.Flags.Serving;

/// <summary>Which flags are defined otherwise than before. Keys are in the order of the documents.</summary>
internal sealed record DefinitionDiff(IReadOnlyList<string> Added, IReadOnlyList<string> Changed, IReadOnlyList<string> Removed)
{
    public static DefinitionDiff Between(FlagDocument before, FlagDocument after) => new(
        [.. after.Flags.Keys.Where(key => !before.Flags.ContainsKey(key))],
        [.. after.Flags.Where(f => before.Flags.TryGetValue(f.Key, out var old) && !AreSame(old, f.Value)).Select(f => f.Key)],
        [.. before.Flags.Keys.Where(key => !after.Flags.ContainsKey(key))]);

    /// <summary>The flags that are defined otherwise for one environment, be it through a segment.</summary>
    public static IReadOnlySet<string> For(string environment, FlagDocument before, FlagDocument after)
    {
        var segments = after.Segments.Where(s => !before.Segments.TryGetValue(s.Key, out var old) || !AreSame(s.Key, old, s.Value))
            .Select(s => s.Key).ToHashSet(StringComparer.Ordinal);
        while (after.Segments.Any(s => Names(s.Value, segments) && segments.Add(s.Key)))
        {
            // Segments of segments.
        }

        return after.Flags.Values.Where(flag =>
            before.Flags.TryGetValue(flag.Key, out var old)
            && (!AreSame(Here(old, environment), Here(flag, environment)) || Names(flag, environment, segments)))
            .Select(flag => flag.Key).ToHashSet(StringComparer.Ordinal);
    }

    private static FlagDefinition Here(FlagDefinition flag, string environment) => flag with
    {
        Environments = flag.Environments.TryGetValue(environment, out var entry)
            ? new Dictionary<string, EnvironmentDefinition> { [environment] = entry }
            : new Dictionary<string, EnvironmentDefinition>(),
    };

    private static bool Names(FlagDefinition flag, string environment, HashSet<string> segments) =>
        segments.Count > 0 && flag.Environments.TryGetValue(environment, out var entry)
        && entry.Rules.Any(rule => rule.When is { } when && Names(when, segments));

    private static bool Names(Condition condition, HashSet<string> segments) => condition switch
    {
        AllCondition all => all.Conditions.Any(c => Names(c, segments)),
        AnyCondition any => any.Conditions.Any(c => Names(c, segments)),
        NotCondition not => Names(not.Inner, segments),
        SegmentCondition segment => segments.Contains(segment.Segment),
        _ => false,
    };

    private static bool AreSame(FlagDefinition left, FlagDefinition right) => ReferenceEquals(left, right)
        || AreSame(Alone(left), Alone(right));

    private static bool AreSame(string name, Condition left, Condition right) =>
        ReferenceEquals(left, right) || AreSame(Segment(name, left), Segment(name, right));

    private static bool AreSame(FlagDocument left, FlagDocument right) =>
        FlagDocumentWriter.Write(left).AsSpan().SequenceEqual(FlagDocumentWriter.Write(right));

    private static FlagDocument Alone(FlagDefinition flag) =>
        new() { Flags = new Dictionary<string, FlagDefinition> { [flag.Key] = flag } };

    private static FlagDocument Segment(string name, Condition condition) =>
        new() { Segments = new Dictionary<string, Condition> { [name] = condition } };
}
