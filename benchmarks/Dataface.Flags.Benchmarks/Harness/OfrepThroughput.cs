using System.Globalization;
using Dataface.Flags.Benchmarks.Workloads;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>
/// OFREP against an empty minimal-API endpoint, in one run: a server process of its own, loaded by wrk (a Debian package) from this
/// machine, the endpoints in turn, so that what else the machine does meets all of them. The median of the rounds counts.
/// </summary>
internal static class OfrepThroughput
{
    public const double LeastShare = 0.6;
    public const string Body = """{"context":{"targetingKey":"user-42","country":"DE","plan":"premium","email":"user@example.com"}}""";

    public static async Task<bool> RunAsync(bool isQuick)
    {
        var scripts = Directory.CreateTempSubdirectory("ofrep-");
        var post = await Wrk.ScriptAsync(scripts, "post", Body);
        await using var server = await BareServer.StartAsync(Flags);
        try
        {
            var address = server.Address;
            Load[] loads =
            [
                new("empty, GET", address + OfrepServer.EmptyPath, null),
                new("empty, POST with the same body", address + OfrepServer.EmptyPath, post),
                new("one flag, a rollout", address + "/ofrep/v1/evaluate/flags/checkout-v2", post),
                new("one flag, rules", address + "/ofrep/v1/evaluate/flags/headline", post),
                new("all four flags", address + "/ofrep/v1/evaluate/flags", post),
            ];
            foreach (var load in loads) await Wrk.RunAsync(load.Url, load.Script, 2); // Compiled before it is measured.
            var (rounds, seconds) = isQuick ? (3, 1) : (3, 3);
            for (var round = 0; round < rounds; round++)
            {
                foreach (var load in loads) await MeasureAsync(load, seconds, address);
            }

            return Judge(loads);
        }
        finally
        {
            scripts.Delete(recursive: true);
        }
    }

    public static string Flags => Path.Combine(AppContext.BaseDirectory, "storefront-flags.json");

    private static bool Judge(Load[] loads)
    {
        var empty = loads[0].Median;
        Console.WriteLine();
        foreach (var load in loads)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{load.Name,-32} {load.Median,8:0} requests/s, {load.Median / empty,5:0.00} of the empty "
                + $"endpoint, {load.Bytes,6:0} bytes allocated for each"));
        }

        var isMet = loads[2].Median >= LeastShare * empty;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(isMet ? "met     " : "EXCEEDED")} OFREP single evaluation: {loads[2].Median / empty:0.00} of an empty endpoint, at "
            + $"least {LeastShare}"));
        return isMet;
    }

    private static async Task MeasureAsync(Load load, int seconds, string address)
    {
        using var http = new HttpClient();
        var allocated = new Uri(address + OfrepServer.AllocatedPath);
        var before = long.Parse(await http.GetStringAsync(allocated), CultureInfo.InvariantCulture);
        var (perSecond, requests) = await Wrk.RunAsync(load.Url, load.Script, seconds);
        load.Bytes = (long.Parse(await http.GetStringAsync(allocated), CultureInfo.InvariantCulture) - before) / (double)requests;
        load.Rounds.Add(perSecond);
    }

    private sealed record Load(string Name, string Url, string? Script)
    {
        public List<double> Rounds { get; } = [];

        public double Bytes { get; set; }

        public double Median => Rounds.Order().ElementAt(Rounds.Count / 2);
    }
}
