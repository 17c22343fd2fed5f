namespace Dataface.Flags.Documents.Conditions;

/// <summary>Compiles the conditions of one document set; each segment once.</summary>
internal sealed class ConditionCompiler(IReadOnlyDictionary<string, Condition> segments)
{
    private readonly Dictionary<string, CompiledCondition> _segments = [];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);

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

    private CompiledCondition Attribute(AttributeCondition condition)
    {
        if (!_names.TryGetValue(condition.Attribute, out var number)) _names.Add(condition.Attribute, number = _names.Count + 1);
        var operand = condition.Operand;
        var text = operand.Strings is { Count: > 0 } strings ? strings[0] : "";
        var texts = operand.Strings is { } all ? new TextSet(all) : null;
        return new()
        {
            Shape = ConditionShape.Attribute,
            Definition = condition,
            Suspects = AttributeMismatches.SuspectsOf(condition),
            Name = string.Intern(condition.Attribute),
            NameNumber = number,
            Operator = condition.Operator,
            Text = text,
            Texts = texts,
            OneOf = condition.Operator is ConditionOperator.In or ConditionOperator.EqualTo ? texts : null,
            Numbers = operand.Numbers is { } numbers ? new NumberSet(numbers) : null,
            Number = operand.Numbers is { Count: > 0 } bounds ? bounds[0] : default,
            Booleans = operand.Booleans is { } booleans ? [.. booleans] : null,
            Boolean = operand.Boolean ?? false,
            Ticks = operand.Instant?.UtcTicks ?? 0,
            Pattern = condition.Operator == ConditionOperator.Matches ? LinearPattern.Compile(text) : null,
            Semver = condition.Operator == ConditionOperator.Semver && SemverRange.TryParse(text, out var range) ? range : null,
        };
    }
}
