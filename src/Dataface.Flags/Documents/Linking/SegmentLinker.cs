using Dataface.Flags.Documents.Reading;

namespace Dataface.Flags.Documents.Linking;

/// <summary>Looks at references to segments: that they exist, end, and stay affordable when written out.</summary>
internal sealed class SegmentLinker(LinkScope scope)
{
    /// <summary>The tests that one condition may come to with its segments written out: each evaluation may run all of them.</summary>
    public const int MaxExpandedSize = 10_000;

    /// <summary>How deep a condition may nest with its segments written out: evaluation recurses.</summary>
    public const int MaxExpandedDepth = 64;

    private readonly Dictionary<string, Extent> _extents = new(StringComparer.Ordinal);
    private readonly List<string> _open = [];
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    public void Check()
    {
        foreach (var name in scope.Segments.Keys) OfSegment(name);
        foreach (var flag in scope.Flags.Values) Check(flag);
        foreach (var name in scope.Segments.Keys.Where(name => !_used.Contains(name)))
        {
            scope.InSegment(
                ProblemCode.UnusedSegment, ProblemSeverity.Warning, name, JsonPath.Root["segments"][name],
                $"No condition uses the segment '{name}'.", "Use it or remove it.");
        }
    }

    private void Check(FlagDefinition flag)
    {
        foreach (var (environment, entry) in flag.Environments)
        {
            for (var i = 0; i < entry.Rules.Count; i++)
            {
                if (entry.Rules[i].When is not { } when || when is AttributeCondition) continue;
                var path = JsonPath.Root["flags"][flag.Key]["environments"][environment]["rules"][i]["when"];
                CheckReferences(when, path, flag.Key, scope.InFlag);
                CheckExtent(Measure(when), path, flag.Key, scope.InFlag);
            }
        }
    }

    private delegate void Reporter(string code, ProblemSeverity severity, string owner, JsonPath path, string message, string remedy);

    private void CheckReferences(Condition condition, JsonPath path, string owner, Reporter report)
    {
        foreach (var (segment, place) in ConditionWalk.Segments(condition, path))
        {
            _used.Add(segment);
            if (scope.HasSegment(segment)) continue;
            var near = Spelling.Nearest(segment, scope.Segments.Keys);
            report(
                ProblemCode.UnknownSegment, ProblemSeverity.Error, owner, place, $"No document has a segment '{segment}'.",
                near is null ? "Add it under \"segments\"." : $"Did you mean '{near}'?");
        }
    }

    private static void CheckExtent(Extent extent, JsonPath path, string owner, Reporter report)
    {
        if (extent is { Size: <= MaxExpandedSize, Depth: <= MaxExpandedDepth }) return;
        report(
            ProblemCode.ConditionTooLarge, ProblemSeverity.Error, owner, path,
            $"With its segments written out, the condition has {extent.Size} parts in {extent.Depth} levels; at "
            + $"most {MaxExpandedSize} in {MaxExpandedDepth} are allowed.",
            "Use \"in\" with a list, or fewer segments within segments.");
    }

    private Extent OfSegment(string name)
    {
        if (_extents.TryGetValue(name, out var known)) return known;
        if (!scope.Segments.TryGetValue(name, out var condition)) return default;
        var path = JsonPath.Root["segments"][name];
        if (_open.IndexOf(name) is var start and >= 0)
        {
            scope.InSegment(
                ProblemCode.SegmentCycle, ProblemSeverity.Error, name, path,
                $"Segments refer to each other in a circle: {string.Join(" -> ", _open[start..])} -> {name}.",
                "Take one of the references out.");
            return default;
        }

        if (_open.Count > MaxExpandedDepth) return new(1, MaxExpandedDepth + 1);
        _open.Add(name);
        CheckReferences(condition, path, name, scope.InSegment);
        var extent = Measure(condition);
        _open.RemoveAt(_open.Count - 1);
        CheckExtent(extent, path, name, scope.InSegment);

        // Cut off, so that those who use this segment are not blamed for it too.
        extent = extent is { Size: <= MaxExpandedSize, Depth: <= MaxExpandedDepth } ? extent : default;
        _extents[name] = extent;
        return extent;
    }

    private Extent Measure(Condition condition) => condition switch
    {
        AllCondition all => Sum(all.Conditions),
        AnyCondition any => Sum(any.Conditions),
        NotCondition not => Sum([not.Inner]),
        SegmentCondition segment => OfSegment(segment.Segment).Within(),
        _ => new(1, 1),
    };

    private Extent Sum(IReadOnlyList<Condition> conditions)
    {
        var sum = new Extent(0, 0);
        foreach (var condition in conditions)
        {
            var part = Measure(condition);
            sum = new(Math.Min(sum.Size + part.Size, int.MaxValue), Math.Max(sum.Depth, part.Depth));
        }

        return sum.Within();
    }

    private readonly record struct Extent(long Size, int Depth)
    {
        public Extent Within() => new(Size + 1, Depth + 1);
    }
}
