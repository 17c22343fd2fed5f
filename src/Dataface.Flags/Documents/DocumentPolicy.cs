namespace Dataface.Flags.Documents;

/// <summary>
/// The rules for documents beyond their format. Immutable.
/// </summary>
public sealed record DocumentPolicy
{
    /// <summary>The defaults.</summary>
    public static DocumentPolicy Default { get; } = new();

    /// <summary>The longest life of a flag in days, from creation to expiry, and from a renewal to its new expiry. Default 180.</summary>
    public int MaxLifetimeDays { get; init; } = 180;

    /// <summary>The same for flags of kind experiment. Default 90.</summary>
    public int MaxExperimentLifetimeDays { get; init; } = 90;

    /// <summary>How often a flag may be renewed. Default 2.</summary>
    public int MaxRenewals { get; init; } = 2;

    /// <summary>
    /// The largest production share without a ramp, and the largest first step of one, in percent, down to thousandths. Default 5.
    /// </summary>
    public decimal MaxUnrampedPercent { get; init; } = 5;

    internal int MaxUnrampedMilliPercent => (int)(Math.Clamp(MaxUnrampedPercent, 0, 100) * 1_000);

    /// <summary>The environments that the production rules apply to. Default production, prod, live.</summary>
    public IReadOnlyList<string> ProductionEnvironments { get; init; } = ["production", "prod", "live"];

    /// <summary>The largest document in bytes. Default 64 MiB.</summary>
    public int MaxBytes { get; init; } = 64 * 1024 * 1024;
}
