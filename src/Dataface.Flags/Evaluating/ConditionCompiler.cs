using Dataface.Flags.Documents;

namespace Dataface.Flags.Evaluating;

/// <summary>Compiles the conditions of one document set; each segment once.</summary>
internal sealed class ConditionCompiler(IReadOnlyDictionary<string, Condition> segments)
{
    private readonly Dictionary<string, CompiledCondition> _segments = [];

    public CompiledCondition Compile(Condition condition) => condition switch
    {
        AllCondition all => Group(condition, ConditionShape.All, all.Conditions),
        AnyCondition any => Group(condition, ConditionShape.Any, any.Conditions),
        NotCondition not => Group(condition, ConditionShape.Not, [not.Inner]),
        SegmentCondition segment => Segment(segment),
        AttributeCondition attribute => Attribute(attribute),
        _ => throw new InvalidOperationException($"Unknown condition {condition.GetType().Name}."),
    };

    private CompiledCondition Group(Condition definition, ConditionShape shape, IReadOnlyList<Condition> conditions) =>
        new() { Shape = shape, Definition = definition, Children = [.. conditions.Select(Compile)] };

    private CompiledCondition Segment(SegmentCondition segment)
    {
        if (_segments.TryGetValue(segment.Segment, out var compiled)) return compiled;
        compiled = new()
        {
            Shape = ConditionShape.Segment,
            Definition = segment,
            Name = segment.Segment,
            Children = [Compile(segments[segment.Segment])],
        };
        _segments.Add(segment.Segment, compiled);
        return compiled;
    }

    private static CompiledCondition Attribute(AttributeCondition condition)
    {
        var operand = condition.Operand;
        var text = operand.Strings is { Count: > 0 } strings ? strings[0] : "";
        return new()
        {
            Shape = ConditionShape.Attribute,
            Definition = condition,
            Suspects = AttributeMismatches.SuspectsOf(condition),
            Name = string.Intern(condition.Attribute),
            Operator = condition.Operator,
            Text = text,
            Texts = operand.Strings is { } texts ? new TextSet(texts) : null,
            Numbers = operand.Numbers is { } numbers ? [.. numbers] : null,
            Booleans = operand.Booleans is { } booleans ? [.. booleans] : null,
            Boolean = operand.Boolean ?? false,
            Ticks = operand.Instant?.UtcTicks ?? 0,
            Regex = condition.Operator == ConditionOperator.Matches ? LinearPattern.Compile(text) : null,
            Semver = condition.Operator == ConditionOperator.Semver && SemverRange.TryParse(text, out var range) ? range : null,
        };
    }
}
