using Dataface.Flags.Documents.Reading;

namespace Dataface.Flags.Documents.Linking;

/// <summary>Finds the segments that conditions refer to, with their places.</summary>
internal static class ConditionWalk
{
    public static IEnumerable<(string Segment, JsonPath Path)> Segments(Condition condition, JsonPath path) => condition switch
    {
        SegmentCondition segment => [(segment.Segment, path["segment"])],
        NotCondition not => Segments(not.Inner, path["not"]),
        AllCondition all => Inner(all.Conditions, path["all"]),
        AnyCondition any => Inner(any.Conditions, path["any"]),
        _ => [],
    };

    private static IEnumerable<(string Segment, JsonPath Path)> Inner(IReadOnlyList<Condition> conditions, JsonPath path) =>
        conditions.SelectMany((condition, index) => Segments(condition, path[index]));
}
