using System.Globalization;
using System.Text;

namespace Dataface.Flags.Benchmarks.Workloads;

/// <summary>Portfolio documents of a large company: 100 bets, 500 prerequisites and 500 launch items in thirty files.</summary>
internal static class LargePortfolio
{
    public const int Bets = 100;
    public const int Prerequisites = 500;
    public const int LaunchItems = 500;
    private const int Files = 10;

    public static List<(string Source, ReadOnlyMemory<byte> Utf8Yaml)> Make()
    {
        var random = new Random(1);
        return [.. Split("bets", Bets, i => Bet(i, random)), .. Split("prerequisites", Prerequisites, i => Prerequisite(i, random)),
            .. Split("launch_items", LaunchItems, LaunchItem)];
    }

    private static IEnumerable<(string, ReadOnlyMemory<byte>)> Split(string kind, int count, Func<int, string> element) =>
        Enumerable.Range(0, count).Select(element).Chunk(count / Files).Select((chunk, file) =>
            ($"{kind}-{file}.yaml", (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes($"schema: 1\n{kind}:\n{string.Concat(chunk)}")));

    private static string Bet(int i, Random random) => string.Create(CultureInfo.InvariantCulture, $$"""
          - id: bet-{{i}}
            title: Bet number {{i}}
            owner: team-{{i % 20}}
            status: designed
            hypothesis: If we build number {{i}}, then orders rise, because people asked for it.
            method: pilot
            alternatives: [{ method: survey, cost: 1000, credible: false, reason: words are cheap }]
            inputs: [orders of last year]
            success: [{ signal: orders, threshold: at least 5 % }]
            failure: [{ signal: errors, threshold: above 1 % }]
            decision_rule: Continue at 5 %; drop below 1 %.
            follow_up: The second market.
            needs: [{{Needs(random, Prerequisites, 4)}}]
            cost: {{random.Next(1_000, 20_000)}}
            delay: {{random.Next(2, 12)}}w
            value:
              {{(i % 2 == 0 ? $"beta: {{ a: {random.Next(1, 9)}, b: {random.Next(1, 9)}, threshold: 0.4, size: 200 "
                  + $"}}" : $"normal: {{ mean: {random.Next(-3, 4)}, sd: 2, threshold: 0, noise: 9, treatment: 500, control: 500 }}")}}
              payoff: {{random.Next(100_000, 900_000)}}
              horizon: 104w

        """);

    private static string Prerequisite(int i, Random random) => string.Create(CultureInfo.InvariantCulture, $$"""
          - { id: need-{{i}}, title: Prerequisite {{i}}, owner: team-{{i % 20}}, theme: operations,
            lead_time: { from: {{random.Next(1, 4)}}w, to: {{random.Next(4, 9)}}w }, needs: [{{Needs(random, i, 3)}}] }

        """);

    private static string LaunchItem(int i) => string.Create(CultureInfo.InvariantCulture, $$"""
          - { id: item-{{i}}, title: Item {{i}}, owner: team-{{i % 20}}, area: shop, class: launch_critical, status: closed,
            behaviour: It works., evidence: [link] }

        """);

    private static string Needs(Random random, int below, int most) =>
        string.Join(", ", Enumerable.Range(0, below == 0 ? 0 : random.Next(most + 1)).Select(_ => random.Next(below)).Distinct()
            .Select(n => $"need-{n}"));
}
