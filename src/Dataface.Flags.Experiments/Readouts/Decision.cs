namespace Dataface.Flags.Experiments.Readouts;

/// <summary>
/// What to do with an experiment, and why. The same definition, data and time give the same decision. Immutable; thread-safe.
/// </summary>
public sealed record Decision
{
    /// <summary>What to do.</summary>
    public required Recommendation Recommendation { get; init; }

    /// <summary>The reason for it.</summary>
    public required DecisionReason Reason { get; init; }

    /// <summary>The treatment that is shipped, or that did the harm; null where it is none or all.</summary>
    public string? Variant { get; init; }

    /// <summary>The metric that decided; null where it is none or several.</summary>
    public string? Metric { get; init; }

    /// <summary>Every gate, in the order in which they were checked.</summary>
    public required IReadOnlyList<GateResult> Gates { get; init; }

    /// <summary>Every metric of every treatment against control, in the document's order.</summary>
    public required IReadOnlyList<MetricReadout> Readouts { get; init; }

    /// <summary>The progress of the sample of each primary metric. Default empty.</summary>
    public IReadOnlyList<SampleProgress> Samples { get; init; } = [];

    /// <summary>One sentence that a product owner understands.</summary>
    public required string Sentence { get; init; }

    /// <summary>For <see cref="Recommendation.Wait"/>: what is missing; otherwise empty.</summary>
    public IReadOnlyList<MissingEvidence> Missing { get; init; } = [];

    /// <summary>
    /// For <see cref="Recommendation.Wait"/>: the UTC day on which all that is missing is expected; null where that is not known.
    /// </summary>
    public DateOnly? ExpectedOn { get; init; }

    /// <summary>Identifies the data that it rests on: see <see cref="ExperimentDataCodec.HashOf"/>.</summary>
    public required string EvidenceHash { get; init; }

    /// <summary>When it was computed.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>What is missing for a decision. Immutable.</summary>
public sealed record MissingEvidence
{
    /// <summary>The code of the gate that waits for it: see <see cref="GateResult.Code"/>.</summary>
    public required string Gate { get; init; }

    /// <summary>What is missing, in a sentence.</summary>
    public required string Explanation { get; init; }

    /// <summary>The UTC day on which it is expected, from the data so far; null where that is not known.</summary>
    public DateOnly? ExpectedOn { get; init; }
}

/// <summary>What to do with an experiment. The default value is to wait.</summary>
public enum Recommendation
{
    /// <summary>No decision is possible yet.</summary>
    Wait,

    /// <summary>Give it to everyone.</summary>
    Ship,

    /// <summary>Change it, and try again as another experiment.</summary>
    Iterate,

    /// <summary>Give it to no one.</summary>
    Kill,
}

/// <summary>Why something is recommended.</summary>
public enum DecisionReason
{
    /// <summary>Evidence is missing: wait.</summary>
    EvidenceMissing,

    /// <summary>Every success rule holds: ship.</summary>
    Success,

    /// <summary>Variants did not get the units that they should: iterate, after fixing assignment or measurement.</summary>
    SampleRatioMismatch,

    /// <summary>A guardrail is broken, or a failure rule holds: kill.</summary>
    GuardrailBroken,

    /// <summary>A primary metric got worse: kill.</summary>
    PrimaryHarmed,

    /// <summary>The planned sample is there, and the effect that was sought is not: iterate.</summary>
    NoEffect,

    /// <summary>The experiment is over, without the evidence that it should have given: iterate.</summary>
    Inconclusive,

    /// <summary>The flag was changed during the experiment: iterate, as another experiment.</summary>
    FlagChanged,

    /// <summary>The flag's guard has killed it: kill.</summary>
    FlagAborted,

    /// <summary>The experiment is over, and its flag was already off: iterate.</summary>
    FlagOff,
}
