
namespace Dataface.Flags.Documents.Conditions;

/// <summary>What a <see cref="CompiledCondition"/> does.</summary>
internal enum ConditionShape
{
    All,
    Any,
    Not,
    Segment,
    Attribute,
    Window,
}

/// <summary>
/// A condition with its operand taken apart and names interned; one class, so that evaluation is a switch and no dispatch.
/// </summary>
internal sealed class CompiledCondition
{
    public required ConditionShape Shape { get; init; }

    /// <summary>The conditions of all, any, not (one) and segment (one).</summary>
    public CompiledCondition[] Children { get; init; } = [];

    /// <summary>The segment's or the attribute's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The number of the attribute's name among those of the document, from 1.</summary>
    public int NameNumber { get; init; }

    public ConditionOperator Operator { get; init; }

    /// <summary>The texts of which an attribute must be one, for in and equals over strings, which most rules are; else null.</summary>
    public TextSet? OneOf { get; init; }

    /// <summary>The operand of a text operator.</summary>
    public string Text { get; init; } = "";

    /// <summary>The operands of in, notIn and equals over strings; null when they are of another type.</summary>
    public TextSet? Texts { get; init; }

    /// <summary>The operands of in, notIn, equals and comparisons over numbers; null when they are of another type.</summary>
    public NumberSet? Numbers { get; init; }

    /// <summary>The operand of a comparison of numbers.</summary>
    public DocumentNumber Number { get; init; }

    /// <summary>The operands of in, notIn and equals over booleans; null when they are of another type.</summary>
    public bool[]? Booleans { get; init; }

    /// <summary>The operand of exists.</summary>
    public bool Boolean { get; init; }

    /// <summary>Where a time window stands, as of when the condition was compiled, or set by a <see cref="WindowClock"/>.</summary>
    public WindowPhase Phase { get; init; }

    /// <summary>Whether it is a time window, or has one in it: it is another condition at another instant.</summary>
    public bool HasWindow { get; init; }

    /// <summary>The operand of before and after, in UTC ticks.</summary>
    public long Ticks { get; init; }

    public TextPattern? Pattern { get; init; }

    public SemverRange? Semver { get; init; }

    /// <summary>A bit for each kind of value that may be one which can never match.</summary>
    public int Suspects { get; init; }

    /// <summary>The condition as written, for explanations.</summary>
    public required Condition Definition { get; init; }
}
