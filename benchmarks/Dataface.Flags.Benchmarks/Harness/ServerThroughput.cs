using System.Globalization;
using System.Net.Http.Headers;
using Dataface.Flags.Benchmarks.Workloads;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>
/// The whole server, with its keys and scopes, against an empty minimal-API endpoint of a bare application: processes of their own, loaded
/// in turn. What counts is the median of the rounds' shares, since what else the machine does meets both of one round.
/// </summary>
internal static class ServerThroughput
{
    private const double LeastUnchanged = 0.7;

    public static async Task<bool> RunAsync(bool isQuick)
    {
        var scripts = Directory.CreateTempSubdirectory("server-");
        await using var bare = await BareServer.StartAsync(OfrepThroughput.Flags);
        await using var server = await ServerProcess.StartAsync();
        try
        {
            await PublishAsync(server);
            var feed = new Uri(server.Address, "/api/flags/production");
            using var current = await server.Client.GetAsync(feed);
            (string, string) key = ("Authorization", $"Bearer {ServerProcess.Secret}");
            var unchanged = await Wrk.ScriptAsync(
                scripts, "unchanged", null, key, ("If-None-Match", current.EnsureSuccessStatusCode().Headers.ETag!.ToString()));
            var evaluation = await Wrk.ScriptAsync(scripts, "evaluation", OfrepThroughput.Body, key);
            Load empty = new("empty endpoint of a bare application", bare.Address + OfrepServer.EmptyPath, null, 0);
            Load[] loads =
            [
                new("the feed: 304, nothing new", feed.ToString(), unchanged, LeastUnchanged),
                new("OFREP, one flag", new Uri(server.Address, "/ofrep/v1/evaluate/flags/checkout-v2").ToString(), evaluation,
                    OfrepThroughput.LeastShare),
            ];
            foreach (var load in loads.Append(empty)) await Wrk.RunAsync(load.Url, load.Script, 3); // Compiled before it is measured.
            for (var round = 0; round < (isQuick ? 3 : 7); round++)
            {
                foreach (var load in loads)
                {
                    // A round of the empty one for each, next to it.
                    await empty.MeasureAsync(isQuick ? 1 : 2);
                    await load.MeasureAsync(isQuick ? 1 : 2);
                    load.Shares.Add(load.Rates[^1] / empty.Rates[^1]);
                }
            }

            Console.WriteLine();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{empty.Name,-40} {Median(empty.Rates),8:0} requests/s"));
            return loads.Count(Judge) == loads.Length;
        }
        finally
        {
            scripts.Delete(recursive: true);
        }
    }

    private static bool Judge(Load load)
    {
        var share = Median(load.Shares);
        var isMet = share >= load.LeastShare;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{load.Name,-40} {Median(load.Rates),8:0} requests/s, {share:0.00} of the empty endpoint "
            + $"({load.Shares.Min():0.00} to {load.Shares.Max():0.00}), at least {load.LeastShare}: {(isMet ? "met" : "EXCEEDED")}"));
        return isMet;
    }

    private static async Task PublishAsync(ServerProcess server)
    {
        using var request =
            new HttpRequestMessage(
                HttpMethod.Put, "/api/flags")
            { Content = new ByteArrayContent(await File.ReadAllBytesAsync(OfrepThroughput.Flags)) };
        request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        using var answer = await server.Client.SendAsync(request);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private sealed record Load(string Name, string Url, string? Script, double LeastShare)
    {
        public List<double> Rates { get; } = [];

        public List<double> Shares { get; } = [];

        public async Task MeasureAsync(int seconds) => Rates.Add((await Wrk.RunAsync(Url, Script, seconds)).PerSecond);
    }
}
