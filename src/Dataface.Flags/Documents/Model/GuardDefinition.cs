namespace Dataface.Flags.Documents;

/// <summary>How a flag's rollouts are watched. The defaults make a good guard.</summary>
public sealed record GuardDefinition
{
    /// <summary>The bound on the chance that a harmless rollout is ever aborted, unless another is given.</summary>
    public const double DefaultAlpha = 0.001;

    /// <summary>How long nothing may be recorded before the guard reports it, unless the document says otherwise.</summary>
    public static readonly TimeSpan DefaultSilence = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan[] DefaultThresholds = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)];
    private static readonly double[] DefaultGrid = [1.5, 2, 3, 5, 8, 15, 30];

    /// <summary>Whether the error rate is watched. Default true.</summary>
    public bool Errors { get; init; } = true;

    /// <summary>The ratio of error rates, treatment to control, that is still tolerated; above 0 and at most 100. Default 1.</summary>
    public double Tolerated { get; init; } = 1;

    /// <summary>
    /// The share of treated units that may err, above 0 and below 1: a ramp advances when treatment is proved to be below it, even without
    /// enough errors to compare. Null, the default, for none.
    /// </summary>
    public double? ErrorBound { get; init; }

    /// <summary>
    /// A ramp advances once the guard has ruled out that treatment errs this many times as often as is tolerated. Above 1 and at most 10.
    /// Default 2.
    /// </summary>
    public double NoHarmRatio { get; init; } = 2;

    /// <summary>Whether the guard watches callers that give up waiting. Default true.</summary>
    public bool GiveUps { get; init; } = true;

    /// <summary>Whether latency is watched. Default true.</summary>
    public bool Latency { get; init; } = true;

    /// <summary>The latencies that count as slow, ascending, at most 5. Default 1 s and 5 s.</summary>
    public IReadOnlyList<TimeSpan> LatencyThresholds { get; init; } = DefaultThresholds;

    /// <summary>Named counters that are watched, such as <c>auth_failure</c>; at most 20, each once.</summary>
    public IReadOnlyList<string> Counters { get; init; } = [];

    /// <summary>Signals of which one occurrence in treatment kills the flag.</summary>
    public IReadOnlyList<string> AbortOn { get; init; } = [];

    /// <summary>The service-level objective in percent, above 0 and below 100; null for none.</summary>
    public double? SloObjective { get; init; }

    /// <summary>
    /// The name of the service's objective that <see cref="SloObjective"/> is taken from; null if the guard has none, or its own.
    /// </summary>
    public string? Objective { get; init; }

    /// <summary>What the guard does while the objective burns on both sides. The default depends on the flag's kind.</summary>
    public SharedBurnAction OnSharedBurn { get; init; }

    /// <summary>The bound on the chance that a harmless rollout is ever aborted; above 0, at most 0.1. Default 0.001.</summary>
    public double Alpha { get; init; } = DefaultAlpha;

    /// <summary>The ratios of harm that are tested, each above 1, ascending, at most 20. Default 1.5 to 30.</summary>
    public IReadOnlyList<double> Grid { get; init; } = DefaultGrid;

    /// <summary>
    /// The attribute that says where a unit comes from, such as a tenant or the network prefix: per signal and epoch one unit of each
    /// source counts, and an abort must hold without the strongest source. Null, the default, for none.
    /// </summary>
    public string? Source { get; init; }

    /// <summary>Whether the guard only reports what it would have done. Default false.</summary>
    public bool ObserveOnly { get; init; }

    /// <summary>How long nothing may be recorded before the guard reports it. Default 10 minutes.</summary>
    public TimeSpan Silence { get; init; } = DefaultSilence;
}
