using Dataface.Flags.Experiments.Portfolio.Beliefs;
using Dataface.Flags.Experiments.Portfolio.Ranking;

namespace Dataface.Flags.Experiments.Portfolio.Documents;

/// <summary>Something that may be worth building, and the test that would tell. Immutable; thread-safe.</summary>
internal sealed record Bet
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required string Owner { get; init; }

    public BetStatus Status { get; init; }

    /// <summary>If we do this, then that happens, because of this.</summary>
    public required string Hypothesis { get; init; }

    /// <summary>The cheapest method that would be believed.</summary>
    public required ValidationMethod Method { get; init; }

    /// <summary>The methods that were not chosen.</summary>
    public IReadOnlyList<Alternative> Alternatives { get; init; } = [];

    /// <summary>What the test needs besides prerequisites: data, people, customers.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>What would be seen if the hypothesis is right.</summary>
    public IReadOnlyList<Signal> Success { get; init; } = [];

    /// <summary>What would be seen if it is wrong.</summary>
    public IReadOnlyList<Signal> Failure { get; init; } = [];

    /// <summary>What continues the bet and what drops it, written before the test; null until it is.</summary>
    public string? DecisionRule { get; init; }

    /// <summary>The decision that comes after this one; null until it is known.</summary>
    public string? FollowUp { get; init; }

    /// <summary>What the test must not do or exceed.</summary>
    public IReadOnlyList<string> Constraints { get; init; } = [];

    /// <summary>Prerequisites that must be done before the test can start.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>What the test costs, in the portfolio's currency.</summary>
    public required double Cost { get; init; }

    /// <summary>From the test's start to its answer.</summary>
    public required TimeSpan Delay { get; init; }

    /// <summary>What is believed of the value before the test, and what the test would see of it.</summary>
    public required Belief Belief { get; init; }

    /// <summary>What one unit of value above the threshold is worth over the whole horizon, in the portfolio's currency.</summary>
    public required double Payoff { get; init; }

    /// <summary>How long the payoff is earned, counted from today.</summary>
    public required TimeSpan Horizon { get; init; }
}

/// <summary>How far a bet is.</summary>
internal enum BetStatus
{
    /// <summary>An idea with an owner. The default.</summary>
    Proposed,

    /// <summary>Its test is designed completely; it can become an experiment.</summary>
    Designed,

    /// <summary>Its test is running.</summary>
    Running,

    /// <summary>Continued or dropped.</summary>
    Decided,
}

/// <summary>How a bet can be tested.</summary>
internal enum ValidationMethod
{
    ProofOfConcept,
    PricingTest,
    Pilot,
    Survey,
    Interviews,
    Prototype,
    Experiment,
    DataAnalysis,
}

/// <summary>Something to watch, and the value from which it counts.</summary>
internal sealed record Signal(string Name, string Threshold);

/// <summary>A method that was considered and not chosen.</summary>
internal sealed record Alternative(ValidationMethod Method, double Cost, bool IsCredible, string Reason);
