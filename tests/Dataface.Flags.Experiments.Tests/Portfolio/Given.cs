using System.Text;
using Dataface.Flags.Experiments.Portfolio;
using Dataface.Flags.Experiments.Portfolio.Beliefs;
using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Mapping;
using Dataface.Flags.Experiments.Portfolio.Ranking;
using Dataface.Flags.Experiments.Portfolio.Reading;

namespace Dataface.Flags.Experiments.Tests.Portfolio;

/// <summary>Plans for tests.</summary>
internal static class Given
{
    public static readonly DateOnly Today = new(2026, 11, 20);

    public static PortfolioResult Read(params string[] documents) =>
        PortfolioDocuments.Read(
            documents.Select((text, index) => ($"{index + 1}.yaml", (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(text))));

    public static PortfolioPlan Sample() => PortfolioDocuments.Read(Directory.GetFiles(TestFile.Path("samples", "portfolio"), "*.yaml")
        .Select(file => (file, (ReadOnlyMemory<byte>)File.ReadAllBytes(file)))).Plan!;

    /// <summary>The ranking, with the waits of the map.</summary>
    public static BetRanking Rank(PortfolioPlan plan) => BetRanking.Of(plan, MapBuilder.Build(plan, Today).Waits);

    public static PortfolioPlan Plan(IEnumerable<Bet> bets, params BetPrerequisite[] prerequisites) =>
        new() { Bets = [.. bets], Prerequisites = prerequisites, LaunchItems = [] };

    /// <summary>A bet whose test gains a stated amount: a perfect coin's worth, without cost and almost at once.</summary>
    public static Bet Bet(string id, double net = 100, params string[] needs) => new()
    {
        Id = id,
        Title = id,
        Owner = "o",
        Hypothesis = "h",
        Method = ValidationMethod.Pilot,
        Cost = 0,
        Delay = TimeSpan.Zero,
        Horizon = TimeSpan.FromDays(365),
        Belief = new BetaBelief(1, 1, 0.5, 1),
        Payoff = net * 12,
        Needs = needs,
    };

    public static BetPrerequisite Prerequisite(string id, double days, params string[] needs) => new()
    {
        Id = id,
        Title = id,
        Owner = "o",
        Theme = Theme.Operations,
        ShortestLead = TimeSpan.FromDays(days),
        LongestLead = TimeSpan.FromDays(days),
        Needs = needs,
    };
}
