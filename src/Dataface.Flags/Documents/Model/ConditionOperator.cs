namespace Dataface.Flags.Documents;

/// <summary>How an attribute is tested. Comparison of text is ordinal; culture never matters.</summary>
public enum ConditionOperator
{
    /// <summary>Equals one of the operands (strings, numbers or booleans).</summary>
    In,

    /// <summary>Present, of the operands' type, and equal to none of them.</summary>
    NotIn,

    /// <summary>Equals the operand (string, number or boolean); <c>equals</c> in documents.</summary>
    EqualTo,

    /// <summary>Text starts with the operand.</summary>
    StartsWith,

    /// <summary>Text ends with the operand.</summary>
    EndsWith,

    /// <summary>Text contains the operand.</summary>
    Contains,

    /// <summary>Text matches the regular expression somewhere; linear-time engine only.</summary>
    Matches,

    /// <summary>Number below the operand.</summary>
    LessThan,

    /// <summary>Number at most the operand.</summary>
    AtMost,

    /// <summary>Number above the operand.</summary>
    GreaterThan,

    /// <summary>Number at least the operand.</summary>
    AtLeast,

    /// <summary>Point in time before the operand (ISO 8601).</summary>
    Before,

    /// <summary>Point in time after the operand (ISO 8601).</summary>
    After,

    /// <summary>Semantic version within the range, such as <c>&gt;=1.2.0 &lt;2.0.0</c>.</summary>
    Semver,

    /// <summary>The attribute is present (true) or absent (false).</summary>
    Exists,
}
