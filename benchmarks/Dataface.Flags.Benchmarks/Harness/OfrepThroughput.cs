using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Dataface.Flags.Benchmarks.Workloads;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>
/// OFREP against an empty minimal-API endpoint, in one run: a server process of its own, loaded by wrk (a Debian package) from this machine, the endpoints
/// in turn, so that what else the machine does meets all of them. The median of the rounds counts.
/// </summary>
internal static partial class OfrepThroughput
{
    private const double LeastShare = 0.6;
    private const string Body = """{"context":{"targetingKey":"user-42","country":"DE","plan":"premium","email":"user@example.com"}}""";

    public static async Task<bool> RunAsync(bool isQuick)
    {
        var scripts = Directory.CreateTempSubdirectory("ofrep-");
        var post = Path.Combine(scripts.FullName, "post.lua");
        await File.WriteAllTextAsync(post, $"wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\nwrk.body = '{Body}'\n");
        using var server = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [OfrepServer.Command, Flags]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        try
        {
            var address = (await server.StandardOutput.ReadLineAsync())!;
            Load[] loads =
            [
                new("empty, GET", address + OfrepServer.EmptyPath, null),
                new("empty, POST with the same body", address + OfrepServer.EmptyPath, post),
                new("one flag, a rollout", address + "/ofrep/v1/evaluate/flags/checkout-v2", post),
                new("one flag, rules", address + "/ofrep/v1/evaluate/flags/headline", post),
                new("all four flags", address + "/ofrep/v1/evaluate/flags", post),
            ];
            foreach (var load in loads) await WrkAsync(load, 2); // Compiled before it is measured.
            var (rounds, seconds) = isQuick ? (3, 1) : (3, 3);
            for (var round = 0; round < rounds; round++)
            {
                foreach (var load in loads) await MeasureAsync(load, seconds, address);
            }

            return Judge(loads);
        }
        finally
        {
            server.StandardInput.Close();
            if (!server.WaitForExit(10_000)) server.Kill();
            scripts.Delete(recursive: true);
        }
    }

    private static string Flags => Path.Combine(AppContext.BaseDirectory, "storefront-flags.json");

    private static bool Judge(Load[] loads)
    {
        var empty = loads[0].Median;
        Console.WriteLine();
        foreach (var load in loads)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{load.Name,-32} {load.Median,8:0} requests/s, {load.Median / empty,5:0.00} of the empty endpoint, {load.Bytes,6:0} bytes allocated for each"));
        }

        var isMet = loads[2].Median >= LeastShare * empty;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(isMet ? "met     " : "EXCEEDED")} OFREP single evaluation: {loads[2].Median / empty:0.00} of an empty endpoint, at least {LeastShare}"));
        return isMet;
    }

    private static async Task MeasureAsync(Load load, int seconds, string address)
    {
        using var http = new HttpClient();
        var allocated = new Uri(address + OfrepServer.AllocatedPath);
        var before = long.Parse(await http.GetStringAsync(allocated), CultureInfo.InvariantCulture);
        var (perSecond, requests) = await WrkAsync(load, seconds);
        load.Bytes = (long.Parse(await http.GetStringAsync(allocated), CultureInfo.InvariantCulture) - before) / (double)requests;
        load.Rounds.Add(perSecond);
    }

    private static async Task<(double PerSecond, long Requests)> WrkAsync(Load load, int seconds)
    {
        string[] script = load.Script is null ? [] : ["-s", load.Script];
        using var wrk = Process.Start(new ProcessStartInfo("wrk", ["-t1", "-c32", $"-d{seconds}s", .. script, load.Url]) { RedirectStandardOutput = true })!;
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        if (output.Contains("Non-2xx", StringComparison.Ordinal)) throw new InvalidOperationException(output);
        return (double.Parse(PerSecond().Match(output).Groups[1].Value, CultureInfo.InvariantCulture), long.Parse(Requests().Match(output).Groups[1].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"Requests/sec: +([\d.]+)")]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Requests();

    private sealed record Load(string Name, string Url, string? Script)
    {
        public List<double> Rounds { get; } = [];

        public double Bytes { get; set; }

        public double Median => Rounds.Order().ElementAt(Rounds.Count / 2);
    }
}
