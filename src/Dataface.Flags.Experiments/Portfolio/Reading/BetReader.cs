using Dataface.Flags.Experiments.Portfolio.Beliefs;
using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Portfolio.Reading;

/// <summary>Reads a bet.</summary>
internal static class BetReader
{
    public const double MostMoney = 1e12;

    public static readonly string[] Known =
    [
        "id", "title", "owner", "status", "hypothesis", "method", "alternatives", "inputs", "success", "failure", "decision_rule",
        "follow_up",
        "constraints",
        "needs", "cost", "delay", "value",
    ];

    public static Bet Read(YamlProblems problems, YamlFields fields)
    {
        var value = ValueReader.Read(problems, fields);
        var bet = new Bet
        {
            Id = fields.Id("usage-billing"),
            Title = fields.RequiredText("title", "Usage-based billing"),
            Owner = fields.RequiredText("owner", "team-payments"),
            Status = fields.Choice("status", PortfolioWords.BetStatuses) ?? default,
            Hypothesis = fields.RequiredText("hypothesis", "If ..., then ..., because ..."),
            Method = fields.RequiredChoice("method", PortfolioWords.Methods),
            Alternatives = Alternatives(problems, fields),
            Inputs = fields.Texts("inputs", "- invoices of the last year"),
            Success = Signals(problems, fields, "success"),
            Failure = Signals(problems, fields, "failure"),
            DecisionRule = fields.Text("decision_rule", "Continue when ...; drop when ..."),
            FollowUp = fields.Text("follow_up", "Whether to move existing customers"),
            Constraints = fields.Texts("constraints", "- at most 50 customers"),
            Needs = fields.Names(problems, "needs", "[payment-contract]"),
            Cost = fields.RequiredNumber("cost", "12000", 0, MostMoney),
            Delay = fields.RequiredDuration("delay", "6w"),
            Belief = value.Belief,
            Payoff = value.Payoff,
            Horizon = value.Horizon,
        };
        BetChecks.Run(problems, fields, bet);
        return bet;
    }

    private static List<Alternative> Alternatives(YamlProblems problems, YamlFields bet)
    {
        var alternatives = new List<Alternative>();
        foreach (var node in bet.Items("alternatives", "- { method: survey, cost: 3000, credible: false, reason: ... }"))
        {
            if (YamlFields.Open(problems, node, "An alternative", "method", "cost", "credible", "reason") is not { } fields) continue;
            alternatives.Add(new(
                fields.RequiredChoice("method", PortfolioWords.Methods), fields.RequiredNumber("cost", "3000", 0, MostMoney),
                fields.Require("credible", "false") is not null && (fields.Truth("credible") ?? false),
                fields.RequiredText("reason", "People say they would pay, and do not")));
        }

        return alternatives;
    }

    private static List<Signal> Signals(YamlProblems problems, YamlFields bet, string name)
    {
        var signals = new List<Signal>();
        foreach (var node in bet.Items(name, "- { signal: upgrades, threshold: at least 5 % }"))
        {
            if (YamlFields.Open(problems, node, "A signal", "signal", "threshold") is not { } fields) continue;
            signals.Add(new(fields.RequiredText("signal", "upgrades for each customer"), fields.RequiredText("threshold", "at least 5 %")));
        }

        return signals;
    }
}
