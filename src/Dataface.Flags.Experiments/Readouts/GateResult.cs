namespace Dataface.Flags.Experiments.Readouts;

/// <summary>The result of one gate. Immutable; thread-safe.</summary>
public sealed record GateResult
{
    /// <summary>Which gate: one of <see cref="GateCode"/>.</summary>
    public required string Code { get; init; }

    /// <summary>A name for people, such as "Guardrail: errors of on".</summary>
    public required string Name { get; init; }

    /// <summary>Pass, fail or not yet.</summary>
    public required GateState State { get; init; }

    /// <summary>The metric that it checks; null for all.</summary>
    public string? Metric { get; init; }

    /// <summary>The treatment that it checks; null for all.</summary>
    public string? Variant { get; init; }

    /// <summary>The numbers that it rests on.</summary>
    public IReadOnlyList<GateNumber> Numbers { get; init; } = [];

    /// <summary>Why, in a sentence.</summary>
    public required string Explanation { get; init; }

    /// <summary>
    /// Where the evidence is, relative to the experiment's page: <c>#metric-orders</c>, <c>#exposure</c>, <c>#timeline</c>, <c>#flag</c>.
    /// </summary>
    public required string Evidence { get; init; }

    /// <summary>Whether the decision depends on it; false for metrics that are only observed.</summary>
    public bool IsBinding { get; init; } = true;
}

/// <summary>A number with its name. Immutable.</summary>
/// <param name="Name">Such as <c>pValue</c>, <c>lower</c>, <c>units</c>, <c>planned</c>.</param>
/// <param name="Value">Finite; shares and lifts as fractions.</param>
public readonly record struct GateNumber(string Name, double Value);

/// <summary>The state of a gate. The default value is "not yet".</summary>
public enum GateState
{
    /// <summary>Not known yet.</summary>
    NotYet,

    /// <summary>The check passed.</summary>
    Pass,

    /// <summary>The check failed.</summary>
    Fail,
}

/// <summary>The codes of gates, in the order in which they are checked. Stable: tools may depend on them.</summary>
public static class GateCode
{
    /// <summary>Whether the flag behind it is in force, and divides units as the design says.</summary>
    public const string Flag = "flag";

    /// <summary>Whether as many users take part as at the end of the flag's ramp. Not binding.</summary>
    public const string Ramp = "ramp";

    /// <summary>Whether a metric's data are recent and complete.</summary>
    public const string Freshness = "freshness";

    /// <summary>Whether variants got the units that they should.</summary>
    public const string SampleRatio = "sample-ratio";

    /// <summary>
    /// Whether every exposed unit has a value of each metric, and no other unit has one; reported only where that is not so. Binding where
    /// one variant lacks more than another.
    /// </summary>
    public const string Outcomes = "outcomes";

    /// <summary>Whether it ran long enough.</summary>
    public const string RunTime = "run-time";

    /// <summary>Whether something that must not get worse did. Valid at every look.</summary>
    public const string Guardrail = "guardrail";

    /// <summary>Whether the planned sample of a primary metric is there.</summary>
    public const string Sample = "sample";

    /// <summary>Whether a rule for success holds, adjusted for how many there are (Holm).</summary>
    public const string Primary = "primary";

    /// <summary>Whether some other metric got worse, adjusted for how many there are (Benjamini–Hochberg). Not binding.</summary>
    public const string Secondary = "secondary";
}
