namespace Dataface.Flags.Experiments.Documents;

/// <summary>A rule that the decision is made by: a statistic of a metric, compared with a threshold. Immutable; thread-safe.</summary>
public sealed record GateRule
{
    /// <summary>The metric's name.</summary>
    public required string Metric { get; init; }

    /// <summary>Which statistic of it, treatment against control.</summary>
    public required GateStatistic Statistic { get; init; }

    /// <summary>How it is compared.</summary>
    public required GateComparison Comparison { get; init; }

    /// <summary>The value that it is compared with; fractions for lifts and shares.</summary>
    public required double Threshold { get; init; }

    /// <summary>What it means when the rule holds.</summary>
    public required GateRole Role { get; init; }

    /// <summary>Whether it asks for more than the threshold.</summary>
    internal bool IsAbove => Comparison is GateComparison.Above or GateComparison.AtLeast;

    /// <summary>Whether an interval must lie on one side of the threshold: only data can make such a rule hold.</summary>
    internal bool IsProof => Statistic switch
    {
        GateStatistic.LiftLower or GateStatistic.DifferenceLower => IsAbove,
        GateStatistic.LiftUpper or GateStatistic.DifferenceUpper => !IsAbove,
        _ => false,
    };
}

/// <summary>A number that compares treatment with control.</summary>
public enum GateStatistic
{
    /// <summary>The estimated relative difference.</summary>
    Lift,

    /// <summary>The lower end of the relative difference's interval.</summary>
    LiftLower,

    /// <summary>The upper end of the relative difference's interval.</summary>
    LiftUpper,

    /// <summary>The estimated absolute difference.</summary>
    Difference,

    /// <summary>The lower end of the absolute difference's interval.</summary>
    DifferenceLower,

    /// <summary>The upper end of the absolute difference's interval.</summary>
    DifferenceUpper,

    /// <summary>Treatment's own value.</summary>
    Value,
}

/// <summary>How a statistic is compared with a threshold.</summary>
public enum GateComparison
{
    /// <summary>Greater.</summary>
    Above,

    /// <summary>Greater or equal.</summary>
    AtLeast,

    /// <summary>Less.</summary>
    Below,

    /// <summary>Less or equal.</summary>
    AtMost,
}

/// <summary>What a gate decides.</summary>
public enum GateRole
{
    /// <summary>Must hold to ship.</summary>
    Success,

    /// <summary>Must always hold; kills when it does not.</summary>
    Guardrail,

    /// <summary>Kills when it holds.</summary>
    Failure,
}
