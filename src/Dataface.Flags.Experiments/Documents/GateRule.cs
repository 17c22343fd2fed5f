namespace Dataface.Flags.Experiments.Documents;

/// <summary>A rule that the decision is made by: a statistic of a metric, compared with a threshold. Immutable; thread-safe.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Statistic">Which number of it, treatment against control.</param>
/// <param name="Comparison">How it is compared.</param>
/// <param name="Threshold">With what; fractions for lifts and shares.</param>
/// <param name="Role">What it means when the rule holds.</param>
public sealed record GateRule(string Metric, GateStatistic Statistic, GateComparison Comparison, double Threshold, GateRole Role);

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

    /// <summary>Must hold all the time; kills when it does not.</summary>
    Guardrail,

    /// <summary>Kills when it holds.</summary>
    Failure,
}
