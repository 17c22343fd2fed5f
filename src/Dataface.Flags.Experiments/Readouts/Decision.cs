namespace Dataface.Flags.Experiments.Readouts;

/// <summary>What to do with an experiment, and why. The same definition, data and time give the same. Immutable; thread-safe.</summary>
public sealed record Decision
{
    /// <summary>What to do.</summary>
    public required Recommendation Recommendation { get; init; }

    /// <summary>Which of the reasons for it.</summary>
    public required DecisionReason Reason { get; init; }

    /// <summary>The treatment that is shipped, or that did the harm; null where it is none or all.</summary>
    public string? Variant { get; init; }

    /// <summary>The metric that tipped the scales; null where it is none or several.</summary>
    public string? Metric { get; init; }

    /// <summary>Every gate, in the order in which they were looked at.</summary>
    public required IReadOnlyList<GateResult> Gates { get; init; }

    /// <summary>Every metric of every treatment against control, in the document's order.</summary>
    public required IReadOnlyList<MetricReadout> Readouts { get; init; }

    /// <summary>How far the sample of each primary metric is. Default empty.</summary>
    public IReadOnlyList<SampleProgress> Samples { get; init; } = [];

    /// <summary>One sentence that a product owner understands.</summary>
    public required string Sentence { get; init; }

    /// <summary>To <see cref="Recommendation.Wait"/>: what is missing; else empty.</summary>
    public IReadOnlyList<MissingEvidence> Missing { get; init; } = [];

    /// <summary>
    /// To <see cref="Recommendation.Wait"/>: the UTC day on which all that is missing is expected; null where that cannot be said.
    /// </summary>
    public DateOnly? ExpectedOn { get; init; }

    /// <summary>Which data it rests on: see <see cref="ExperimentDataCodec.HashOf"/>.</summary>
    public required string EvidenceHash { get; init; }

    /// <summary>When it was worked out.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>What is missing for a decision. Immutable.</summary>
public sealed record MissingEvidence
{
    /// <summary>The code of the gate that waits for it: see <see cref="GateResult.Code"/>.</summary>
    public required string Gate { get; init; }

    /// <summary>What is missing, in a sentence.</summary>
    public required string Explanation { get; init; }

    /// <summary>The UTC day on which it is expected, from what came so far; null where that cannot be said.</summary>
    public DateOnly? ExpectedOn { get; init; }
}

/// <summary>What to do with an experiment. The default value is to wait.</summary>
public enum Recommendation
{
    /// <summary>Nothing can be said yet.</summary>
    Wait,

    /// <summary>Give it to everybody.</summary>
    Ship,

    /// <summary>Change it, and try again as another experiment.</summary>
    Iterate,

    /// <summary>Give it to nobody.</summary>
    Kill,
}

/// <summary>Why something is recommended.</summary>
public enum DecisionReason
{
    /// <summary>Evidence is missing: wait.</summary>
    EvidenceMissing,

    /// <summary>Every success rule holds: ship.</summary>
    Success,

    /// <summary>Variants have not got the units that they should: iterate, after assignment or measurement was mended.</summary>
    SampleRatioMismatch,

    /// <summary>A guardrail is broken, or a failure rule holds: kill.</summary>
    GuardrailBroken,

    /// <summary>A primary metric got worse: kill.</summary>
    PrimaryHarmed,

    /// <summary>The planned sample is there, and the effect that was sought is not: iterate.</summary>
    NoEffect,

    /// <summary>It is over, without the evidence that it was to give: iterate.</summary>
    Inconclusive,

    /// <summary>Somebody has changed the flag under it: iterate, as another experiment.</summary>
    FlagChanged,

    /// <summary>The flag's guard has killed it: kill.</summary>
    FlagAborted,

    /// <summary>It is over, and its flag was off before: iterate.</summary>
    FlagOff,
}
