namespace Dataface.Flags.Documents;

/// <summary>A test of a context. One of the six derived records.</summary>
public abstract record Condition
{
    private protected Condition()
    {
    }
}

/// <summary>True when every condition is.</summary>
/// <param name="Conditions">At least one.</param>
public sealed record AllCondition(IReadOnlyList<Condition> Conditions) : Condition;

/// <summary>True when at least one condition is.</summary>
/// <param name="Conditions">At least one.</param>
public sealed record AnyCondition(IReadOnlyList<Condition> Conditions) : Condition;

/// <summary>True when the condition is not.</summary>
/// <param name="Inner">The condition that is negated.</param>
public sealed record NotCondition(Condition Inner) : Condition;

/// <summary>True when the named segment's condition is.</summary>
/// <param name="Segment">The segment's name.</param>
public sealed record SegmentCondition(string Segment) : Condition;

/// <summary>
/// True from one instant until another, for every context. Evaluations read no clock: the flags in force change when an instant arrives.
/// </summary>
/// <param name="From">The first instant at which it is true; null when it always was.</param>
/// <param name="Until">The first instant at which it is no longer true, after <paramref name="From"/>; null when it has no end.</param>
public sealed record WindowCondition(DateTimeOffset? From, DateTimeOffset? Until) : Condition;

/// <summary>Tests one attribute. An absent attribute, or one of another type, matches no operator but <c>exists: false</c>.</summary>
/// <param name="Attribute">The attribute's name.</param>
/// <param name="Operator">The test.</param>
/// <param name="Operand">What to test against.</param>
public sealed record AttributeCondition(string Attribute, ConditionOperator Operator, ConditionOperand Operand) : Condition;
