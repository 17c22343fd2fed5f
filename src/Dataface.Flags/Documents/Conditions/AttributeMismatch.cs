using Dataface.Flags.Values;

namespace Dataface.Flags.Documents.Conditions;

/// <summary>Why a value that a context has can match no operand of a condition.</summary>
internal enum AttributeMismatch : byte
{
    None,

    /// <summary>It is of another type than the condition compares.</summary>
    Type,

    /// <summary>It is text, but no semantic version.</summary>
    Version,

    /// <summary>It is text, but no point in time.</summary>
    Date,

    /// <summary>It is the double that is no number.</summary>
    Number,

    /// <summary>It lies between the numbers that a document can write, and equals none.</summary>
    Rounded,
}

/// <summary>Finds values that can never match: a rule that compares them is off for a reason that nobody would see.</summary>
internal static class AttributeMismatches
{
    /// <summary>Every kind, in the order of their values.</summary>
    public static readonly AttributeMismatch[] All = Enum.GetValues<AttributeMismatch>()[1..];

    /// <summary>A bit for each kind of value whose miss is worth a look: it may be one that can never match.</summary>
    public static int SuspectsOf(AttributeCondition condition)
    {
        var numbers = Bit(AttributeKind.Integer) | Bit(AttributeKind.Number) | Bit(AttributeKind.RoundedNumber)
            | Bit(AttributeKind.NumberList);
        var texts = Bit(AttributeKind.Text) | Bit(AttributeKind.TextList);
        return condition switch
        {
            { Operator: ConditionOperator.Exists } => 0,
            { Operator: ConditionOperator.Semver } => ~0,
            { Operator: ConditionOperator.Before or ConditionOperator.After } => ~Bit(AttributeKind.Instant),
            { Operand.Numbers: not null } => ~numbers | Bit(AttributeKind.Number) | Bit(AttributeKind.RoundedNumber),
            { Operand.Booleans: not null } => ~Bit(AttributeKind.Boolean),
            _ => ~texts,
        };
    }

    /// <summary>Why a value that a condition has just missed can never match; none when another of its kind could. Allocates
    /// nothing.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="value">The value.</param>
    /// <param name="reading">What a text was read as, if it was.</param>
    public static AttributeMismatch Of(CompiledCondition condition, in AttributeValue value, TextReading reading = default)
    {
        switch (condition.Operator)
        {
            case ConditionOperator.Exists:
                return AttributeMismatch.None;
            case ConditionOperator.Semver when value.Kind == AttributeKind.Text && reading.IsVersion(out _, out _, out _, out _, out _):
            case ConditionOperator.Before or ConditionOperator.After when value.Kind == AttributeKind.Text && reading.IsInstant(out _):
                return AttributeMismatch.None;
            case ConditionOperator.Semver when reading.IsNoVersion:
                return AttributeMismatch.Version;
            case ConditionOperator.Before or ConditionOperator.After when reading.IsNoInstant:
                return AttributeMismatch.Date;
            case ConditionOperator.Semver:
                return OfText(value, IsVersion, AttributeMismatch.Version);
            case ConditionOperator.Before or ConditionOperator.After:
                if (value.Kind == AttributeKind.Instant) return AttributeMismatch.None;
                return OfText(value, InstantOperators.IsInstant, AttributeMismatch.Date);
            default:
                return OfOperand(condition, value);
        }
    }

    /// <summary>As a person reads it behind the value, such as <c>is text, but the rule compares numbers</c>.</summary>
    public static string Describe(AttributeMismatch mismatch, CompiledCondition condition, in AttributeValue value) => mismatch switch
    {
        AttributeMismatch.Version => value.Kind == AttributeKind.TextList ? "has no version in it" : "is not a version",
        AttributeMismatch.Date => value.Kind == AttributeKind.TextList ? "has no date in it" : "is not a date",
        AttributeMismatch.Number => "is not a number",
        AttributeMismatch.Rounded => "has more digits than the numbers of a document, and equals none",
        _ => $"is {NameOf(value.Kind)}, but the rule compares {Compared(condition)}",
    };

    private static AttributeMismatch OfOperand(CompiledCondition condition, in AttributeValue value)
    {
        if (condition.Numbers is null)
        {
            var isText = value.Kind is AttributeKind.Text or AttributeKind.TextList;
            var fits = condition.Booleans is null ? isText : value.Kind == AttributeKind.Boolean;
            return fits ? AttributeMismatch.None : AttributeMismatch.Type;
        }

        return value.Kind switch
        {
            AttributeKind.Integer or AttributeKind.NumberList => AttributeMismatch.None,
            AttributeKind.Number => double.IsNaN(value.Number) ? AttributeMismatch.Number : AttributeMismatch.None,
            AttributeKind.RoundedNumber => condition.Operator is ConditionOperator.In or ConditionOperator.EqualTo
                ? AttributeMismatch.Rounded : AttributeMismatch.None,
            _ => AttributeMismatch.Type,
        };
    }

    private static AttributeMismatch OfText(in AttributeValue value, Func<string, bool> isOne, AttributeMismatch otherwise)
    {
        if (value.Kind == AttributeKind.Text) return isOne(value.Text) ? AttributeMismatch.None : otherwise;
        if (value.Kind != AttributeKind.TextList) return AttributeMismatch.Type;
        foreach (var text in value.Texts)
        {
            if (isOne(text)) return AttributeMismatch.None;
        }

        return value.Texts.Length == 0 ? AttributeMismatch.None : otherwise;
    }

    private static bool IsVersion(string text) => SemverVersion.TryParse(text, out _);

    private static string NameOf(AttributeKind kind) => kind switch
    {
        AttributeKind.Text => "text",
        AttributeKind.TextList => "a list of text",
        AttributeKind.NumberList => "a list of numbers",
        AttributeKind.Boolean => "true or false",
        AttributeKind.Instant => "a point in time",
        _ => "a number",
    };

    private static string Compared(CompiledCondition condition) => condition switch
    {
        { Operator: ConditionOperator.Semver } => "versions",
        { Operator: ConditionOperator.Before or ConditionOperator.After } => "points in time",
        { Numbers: not null } => "numbers",
        { Booleans: not null } => "true and false",
        _ => "text",
    };

    private static int Bit(AttributeKind kind) => 1 << (int)kind;
}
