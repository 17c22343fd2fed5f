namespace Dataface.Flags.Documents.Conditions;

/// <summary>Compiles the conditions of one document set; each segment once.</summary>
/// <param name="segments">The segments by name.</param>
/// <param name="now">Decides which time windows are open.</param>
internal sealed class ConditionCompiler(IReadOnlyDictionary<string, Condition> segments, DateTimeOffset now)
{
    private readonly WindowClock _clock = new(now);
    private readonly Dictionary<string, CompiledCondition> _segments = [];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);

    public CompiledCondition Compile(Condition condition) => condition switch
    {
        AllCondition all => Group(condition, ConditionShape.All, all.Conditions),
        AnyCondition any => Group(condition, ConditionShape.Any, any.Conditions),
        NotCondition not => Group(condition, ConditionShape.Not, [not.Inner]),
        SegmentCondition segment => Segment(segment),
        AttributeCondition attribute => Attribute(attribute),
        WindowCondition window => new()
        {
            Shape = ConditionShape.Window,
            Definition = window,
            Phase = _clock.PhaseOf(window),
            HasWindow = true,
        },
        _ => throw new InvalidOperationException($"Unknown condition {condition.GetType().Name}."),
    };

    private CompiledCondition Group(Condition definition, ConditionShape shape, IReadOnlyList<Condition> conditions)
    {
        CompiledCondition[] children = [.. conditions.Select(Compile)];
        return new() { Shape = shape, Definition = definition, Children = children, HasWindow = Array.Exists(children, c => c.HasWindow) };
    }

    private CompiledCondition Segment(SegmentCondition segment)
    {
        if (_segments.TryGetValue(segment.Segment, out var compiled)) return compiled;
        var meaning = Compile(segments[segment.Segment]);
        compiled = new()
        {
            Shape = ConditionShape.Segment,
            Definition = segment,
            Name = segment.Segment,
            Children = [meaning],
            HasWindow = meaning.HasWindow,
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
