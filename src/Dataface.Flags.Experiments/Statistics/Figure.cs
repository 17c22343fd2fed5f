namespace Dataface.Flags.Experiments.Statistics;

/// <summary>One number, or the reason why there is none. Never NaN; the default value is "no data". Immutable.</summary>
public readonly record struct Figure
{
    private Figure(double value, StatisticsReason reason) => (Value, Reason) = (value, reason);

    /// <summary>The number; 0 unless <see cref="IsComputed"/>.</summary>
    public double Value { get; }

    /// <summary>Why there is no number, or <see cref="StatisticsReason.Computed"/>.</summary>
    public StatisticsReason Reason { get; }

    /// <summary>Whether there is a number.</summary>
    public bool IsComputed => Reason == StatisticsReason.Computed;

    internal static Figure Of(double value) =>
        double.IsFinite(value) ? new(value, StatisticsReason.Computed) : Refuse(StatisticsReason.NotFinite);

    internal static Figure Refuse(StatisticsReason reason) => new(0, reason);
}
