using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Portfolio.Reading;

/// <summary>Reads a prerequisite.</summary>
internal static class PrerequisiteReader
{
    public static readonly string[] Known = ["id", "title", "owner", "theme", "status", "started", "lead_time", "needs", "speculative"];

    public static BetPrerequisite Read(YamlProblems problems, YamlFields fields)
    {
        var (shortest, longest) = LeadTime(problems, fields);
        var prerequisite = new BetPrerequisite
        {
            Id = fields.Id("payment-contract"),
            Title = fields.RequiredText("title", "Contract with the payment provider"),
            Owner = fields.RequiredText("owner", "legal"),
            Theme = fields.RequiredChoice("theme", PortfolioWords.Themes),
            Status = fields.Choice("status", PortfolioWords.PrerequisiteStatuses) ?? default,
            Started = fields.Day("started"),
            ShortestLead = shortest,
            LongestLead = longest,
            Needs = fields.Names(problems, "needs", "[legal-review]"),
            IsSpeculative = fields.Truth("speculative") ?? false,
        };
        if (prerequisite.Status == PrerequisiteStatus.Started && fields["started"] is null)
        {
            problems.Error(
                PortfolioProblemCode.StartMissing, fields.At("status"),
                "It is started, but the day is missing, so the remaining time is unknown.",
                "Add 'started: ' and the day.");
        }

        return prerequisite;
    }

    private static (TimeSpan Shortest, TimeSpan Longest) LeadTime(YamlProblems problems, YamlFields prerequisite)
    {
        if (prerequisite.Require("lead_time", "{ from: 2w, to: 4w }") is null
            || prerequisite.Map("lead_time", "from", "to") is not { } fields) return default;
        var (from, to) = (fields.RequiredDuration("from", "2w"), fields.RequiredDuration("to", "4w"));
        if (from > to && to > TimeSpan.Zero)
        {
            problems.Error(PortfolioProblemCode.LeadTimeReversed, fields.At("to"), "The longest lead time is below the shortest.",
                "Write the shorter one under 'from'.");
        }

        return (from, to);
    }
}
