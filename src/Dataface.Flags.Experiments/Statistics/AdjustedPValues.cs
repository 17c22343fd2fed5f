namespace Dataface.Flags.Experiments.Statistics;

/// <summary>P-values that were adjusted together, or the reason why there are none. Immutable.</summary>
public sealed class AdjustedPValues
{
    internal AdjustedPValues(IReadOnlyList<double> values) => (Values, Reason) = (values, StatisticsReason.Computed);

    internal AdjustedPValues(StatisticsReason reason) => (Values, Reason) = ([], reason);

    /// <summary>The p-values in the order of the raw ones, each 0 to 1; empty unless <see cref="IsComputed"/>.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>Why there are none, or <see cref="StatisticsReason.Computed"/>.</summary>
    public StatisticsReason Reason { get; }

    /// <summary>Whether there are any.</summary>
    public bool IsComputed => Reason == StatisticsReason.Computed;
}
