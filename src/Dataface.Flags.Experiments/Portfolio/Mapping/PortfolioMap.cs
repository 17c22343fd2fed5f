using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Ranking;

namespace Dataface.Flags.Experiments.Portfolio.Mapping;

/// <summary>What waits for what, for how long, and where work brings most. Days are calendar days from today.</summary>
/// <param name="Today">The day that everything is counted from.</param>
/// <param name="Prerequisites">Those that are not speculative; each after what it needs.</param>
/// <param name="Speculative">The speculative ones; nothing waits for them.</param>
/// <param name="Bets">All bets that are not decided, by identifier.</param>
/// <param name="Unlocks">Which prerequisites to finish together, the most value for each day first.</param>
internal sealed record PortfolioMap(
    DateOnly Today, IReadOnlyList<MappedPrerequisite> Prerequisites, IReadOnlyList<MappedPrerequisite> Speculative,
    IReadOnlyList<MappedBet> Bets,
    IReadOnlyList<UnlockStep> Unlocks)
{
    private const double Week = 7;

    /// <summary>The days until each bet's test can start, by identifier: the ranking counts them.</summary>
    public IReadOnlyDictionary<string, double> Waits => Bets.ToDictionary(bet => bet.Bet.Id, bet => bet.Ready, StringComparer.Ordinal);

    /// <summary>
    /// What to start this week: not begun, nothing in its way, of use to a bet that is worth testing, and either in the first step or
    /// without a week of slack. The most urgent first.
    /// </summary>
    public IReadOnlyList<MappedPrerequisite> ThisWeek =>
    [
        .. Prerequisites
            .Where(p => p is { Prerequisite.Status: PrerequisiteStatus.Open, EarliestStart: 0, Step: not null }
                && (p.Step == 1 || p.Slack < Week))
            .OrderBy(p => p.Step).ThenBy(p => p.Slack).ThenBy(p => p.Prerequisite.Id, StringComparer.Ordinal),
    ];
}

/// <summary>A prerequisite and where it stands.</summary>
/// <param name="Remaining">What is left of it.</param>
/// <param name="EarliestStart">When what it needs is done; 0 when it can go on today.</param>
/// <param name="EarliestFinish">When it can be done.</param>
/// <param name="Slack">How late it may be before any bet waits longer; null when no open bet needs it.</param>
/// <param name="Bets">The open bets that need it, directly or not, by identifier.</param>
/// <param name="Step">The step of <see cref="PortfolioMap.Unlocks"/> that it belongs to; null for none.</param>
internal sealed record MappedPrerequisite(
    BetPrerequisite Prerequisite, DayRange Remaining, double EarliestStart, double EarliestFinish, double? Slack,
        IReadOnlyList<string> Bets, int? Step)
{
    /// <summary>Whether a day's delay of it delays a bet.</summary>
    public bool IsCritical => Remaining.To > 0 && Slack == 0;
}

/// <summary>A bet and what it waits for.</summary>
/// <param name="Net">The expected net gain of testing it, the wait counted: what the ranking says.</param>
/// <param name="Ready">When its test can start, in days from today: the middle of the lead times, and both ends.</param>
/// <param name="ReadyIfNeeded">The same, should the speculative prerequisites turn out to be needed.</param>
/// <param name="CriticalPath">The chain of prerequisites that decides it, first to last; empty when it can start today.</param>
internal sealed record MappedBet(
    Bet Bet, double Net, double Ready, DayRange ReadyRange, double ReadyIfNeeded, IReadOnlyList<string> CriticalPath);

/// <summary>Prerequisites that are best finished together.</summary>
/// <param name="Prerequisites">Each after what it needs.</param>
/// <param name="Bets">The bets that can be tested then.</param>
/// <param name="Value">The bets' expected net gain.</param>
/// <param name="Days">The work that is left of the prerequisites, shared ones once.</param>
internal sealed record UnlockStep(IReadOnlyList<string> Prerequisites, IReadOnlyList<string> Bets, double Value, double Days)
{
    public double ValuePerDay => Value / Days;
}
