using Dataface.Flags.Documents;

namespace Dataface.Flags.Experiments.Documents;

/// <summary>An experiment as its document states it, with defaults filled in. Immutable; thread-safe.</summary>
public sealed record ExperimentDefinition
{
    /// <summary>The version of the document format that this library reads.</summary>
    public const int CurrentSchema = 1;

    /// <summary>The experiment's identifier, unique among all experiments.</summary>
    public required string Id { get; init; }

    /// <summary>A short name for people.</summary>
    public required string Title { get; init; }

    /// <summary>The team or person who is responsible for it and decides.</summary>
    public required string Owner { get; init; }

    /// <summary>The kind of change that is tested; some kinds have rules of their own.</summary>
    public required ExperimentType Type { get; init; }

    /// <summary>Its status. Default <see cref="ExperimentStatus.Draft"/>.</summary>
    public ExperimentStatus Status { get; init; }

    /// <summary>What is wrong today, for whom, and how that is known.</summary>
    public required string Problem { get; init; }

    /// <summary>
    /// The hypothesis that is tested: if we do this, then that happens, because of this. Empty when not given, which the policy refuses.
    /// </summary>
    public string Hypothesis { get; init; } = "";

    /// <summary>What the numbers will look like if the hypothesis is right.</summary>
    public required string ExpectedOutcome { get; init; }

    /// <summary>What changes between control and treatment; the policy allows one.</summary>
    public IReadOnlyList<string> Variables { get; init; } = [];

    /// <summary>The areas of the product that it touches, such as <c>checkout</c> or <c>billing</c>.</summary>
    public IReadOnlyList<string> Touches { get; init; } = [];

    /// <summary>Whether users can see the change. Default true.</summary>
    public bool IsVisible { get; init; } = true;

    /// <summary>How users are told about a visible change; null when not stated.</summary>
    public string? UserNotice { get; init; }

    /// <summary>How it is undone, by whom and how fast.</summary>
    public required string RollbackPlan { get; init; }

    /// <summary>Who approved, and in which role.</summary>
    public IReadOnlyList<SignOff> Approvals { get; init; } = [];

    /// <summary>The key of the flag behind it; null when there is none, which the policy refuses.</summary>
    public string? Flag { get; init; }

    /// <summary>Which variants are compared, in which audience, for how long, and for which effect.</summary>
    public required ExperimentDesign Design { get; init; }

    /// <summary>The metrics, by name.</summary>
    public IReadOnlyList<MetricDefinition> Metrics { get; init; } = [];

    /// <summary>The primary metrics: those that decide whether it was a success.</summary>
    public IReadOnlyList<string> SuccessMetrics { get; init; } = [];

    /// <summary>The guardrails: those that must not get worse.</summary>
    public IReadOnlyList<string> FailureMetrics { get; init; } = [];

    /// <summary>The rules that the decision is made by.</summary>
    public IReadOnlyList<GateRule> Gates { get; init; } = [];

    /// <summary>What was decided; null until it is.</summary>
    public DecisionRecord? Decision { get; init; }

    /// <summary>The outcome of the decision; null until it is known.</summary>
    public string? Outcome { get; init; }
}

/// <summary>A person's approval.</summary>
/// <param name="Role">What the approval covers.</param>
/// <param name="Approval">Who, when, and where it can be read.</param>
public sealed record SignOff(SignOffRole Role, Approval Approval);

/// <summary>What an approval covers.</summary>
public enum SignOffRole
{
    /// <summary>The experiment as a whole; pricing and billing need it from the business.</summary>
    Business,

    /// <summary>The security of an experiment in a sensitive area.</summary>
    Security,
}

/// <summary>The kind of change that an experiment tests. There is no kind for security: that is refused.</summary>
public enum ExperimentType
{
    /// <summary>A function of the product.</summary>
    Feature,

    /// <summary>Wording and presentation.</summary>
    UxCopy,

    /// <summary>Prices and plans: needs an approval and a named segment as its cohort.</summary>
    Pricing,

    /// <summary>The same behaviour, faster or cheaper.</summary>
    Performance,

    /// <summary>How new users find their way.</summary>
    Onboarding,
}

/// <summary>The status of an experiment.</summary>
public enum ExperimentStatus
{
    /// <summary>Being written. The default.</summary>
    Draft,

    /// <summary>Approved; may start.</summary>
    Approved,

    /// <summary>Users are exposed.</summary>
    Running,

    /// <summary>Decided: ship, iterate or kill.</summary>
    Decided,

    /// <summary>Decided, and its flag is gone from documents and code.</summary>
    CleanedUp,
}
