namespace Dataface.Flags.Experiments.Readouts;

/// <summary>All known results of an experiment. The order of rows has no meaning. Immutable; thread-safe.</summary>
public sealed record ExperimentData
{
    /// <summary>No data.</summary>
    public static ExperimentData Empty { get; } = new();

    /// <summary>Metrics by variant and cohort; of several for the same one, the last refreshed counts. Default none.</summary>
    public IReadOnlyList<KpiValue> Kpis { get; init; } = [];

    /// <summary>Exposed units by variant and cohort; of several for the same one, the largest counts. Default none.</summary>
    public IReadOnlyList<ExposureCount> Exposures { get; init; } = [];

    /// <summary>Units that saw two variants and are in no count. Default 0.</summary>
    public long ExcludedUnits { get; init; }

    /// <summary>When data were last loaded; null for never.</summary>
    public DateTimeOffset? LastRefresh { get; init; }

    /// <summary>Both together; the rows of <paramref name="newer"/> replace those here.</summary>
    /// <param name="newer">Data of the same experiment.</param>
    public ExperimentData With(ExperimentData newer)
    {
        ArgumentNullException.ThrowIfNull(newer);
        return CanonicalRows.Of(new()
        {
            Kpis = [.. Kpis, .. newer.Kpis],
            Exposures = [.. Exposures, .. newer.Exposures],
            ExcludedUnits = Math.Max(ExcludedUnits, newer.ExcludedUnits),
            LastRefresh = newer.LastRefresh is { } at && !(LastRefresh >= at) ? at : LastRefresh,
        });
    }
}
