using Dataface.Flags.Experiments.Portfolio.Documents;

namespace Dataface.Flags.Experiments.Tests.Portfolio.Mapping;

/// <summary>Plans of chance, without circles: each prerequisite needs earlier ones only.</summary>
internal static class RandomPlan
{
    public static PortfolioPlan Of(int seed)
    {
        var random = new Random(seed);
        var prerequisites = new List<BetPrerequisite>();
        for (var i = 0; i < random.Next(1, 9); i++)
        {
            var shortest = random.Next(1, 30);
            prerequisites.Add(Given.Prerequisite($"p{i}", shortest, Some(random, prerequisites)) with
            {
                LongestLead = TimeSpan.FromDays(shortest + random.Next(0, 20)),
                Status = random.Next(6) == 0 ? PrerequisiteStatus.Done : PrerequisiteStatus.Open,
                IsSpeculative = random.Next(8) == 0,
            });
        }

        return Given.Plan(Enumerable.Range(0, random.Next(1, 5))
            .Select(i => Given.Bet($"b{i}", random.Next(1, 1000), Some(random, prerequisites))), [.. prerequisites]);
    }

    private static string[] Some(Random random, List<BetPrerequisite> from) => [.. from.Where(_ => random.Next(3) == 0).Select(p => p.Id)];
}
