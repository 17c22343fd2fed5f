using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Portfolio.Reading;

/// <summary>What the parts of a bet say of each other.</summary>
internal static class BetChecks
{
    public static void Run(YamlProblems problems, YamlFields fields, Bet bet)
    {
        var gaps = Gaps(bet);
        if (bet.Status != BetStatus.Proposed && gaps.Count > 0)
        {
            problems.Error(
                PortfolioProblemCode.DesignIncomplete, fields.At("status"),
                $"The bet is past 'proposed', but lacks {string.Join(", ", gaps)}.",
                "Write what is missing, or write 'status: proposed'.");
        }

        if (bet.Horizon > TimeSpan.Zero && bet.Delay >= bet.Horizon)
        {
            problems.Error(
                PortfolioProblemCode.AnswerTooLate, fields.At("delay"),
                "The answer would come when nothing is left to earn: 'delay' is not below 'horizon'.",
                "Choose a faster method, or write the horizon over which the payoff is really earned.");
        }

        if (fields["alternatives"] is null or { Kind: YamlKind.List, Children.Count: 0 })
        {
            problems.Warning(
                PortfolioProblemCode.NoAlternative, fields.At("alternatives"), "No other method was considered.",
                "Name at least one under 'alternatives', with its cost and the reason against it.");
        }

        if (bet.Alternatives.FirstOrDefault(a => a.IsCredible && a.Cost < bet.Cost) is { } cheaper)
        {
            problems.Warning(
                PortfolioProblemCode.CheaperMethod, fields.At("method"),
                $"'{PortfolioWords.Methods[cheaper.Method]}' is credible too and "
                + $"costs {Words.Money(cheaper.Cost)} instead of {Words.Money(bet.Cost)}.",
                "Choose it, or say why it is not credible.");
        }
    }

    /// <summary>The keys that a design must have and this one has not.</summary>
    public static IReadOnlyList<string> Gaps(Bet bet) =>
    [
        .. new (string Key, bool IsMissing)[]
        {
            ("inputs", bet.Inputs.Count == 0), ("success", bet.Success.Count == 0), ("failure", bet.Failure.Count == 0),
            ("decision_rule", bet.DecisionRule is null), ("follow_up", bet.FollowUp is null),
        }.Where(gap => gap.IsMissing).Select(gap => $"'{gap.Key}'"),
    ];
}
