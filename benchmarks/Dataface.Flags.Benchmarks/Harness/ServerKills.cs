using System.Globalization;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>
/// Durable kills a second through the server's route, by callers that each wait for their answer, against the disk's bare rate in the same
/// run.
/// </summary>
internal static class ServerKills
{
    private static readonly int[] Callers = [1, 16, 64];

    public static async Task<bool> RunAsync(bool isQuick)
    {
        var seconds = isQuick ? 2 : 5;
        var scripts = Directory.CreateTempSubdirectory("kills-");
        await using var server = await ServerProcess.StartAsync();
        try
        {
            var kill = await Wrk.ScriptAsync(scripts, "kill", """{"environment":"production","reason":"measured"}""",
                ("Authorization", $"Bearer {ServerProcess.Secret}"));
            var url = new Uri(server.Address, "/api/flags/checkout-v2/kill").ToString();
            foreach (var callers in Callers) await Wrk.RunAsync(url, kill, seconds, callers); // Compiled before it is measured.
            var rates = new List<double>();
            var before = Fsyncs();
            foreach (var callers in Callers) rates.Add((await Wrk.RunAsync(url, kill, seconds, callers)).PerSecond);
            var fsyncs = (before + Fsyncs()) / 2;
            Console.WriteLine();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"kills: the disk does {fsyncs:0} fsyncs a second"));
            foreach (var (callers, rate) in Callers.Zip(rates)) Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture,
                    $"kills: {callers,2} callers {rate,6:0} durable kills a second through the server"));
            return rates[^1] >= Math.Min(JournalRate.Goal, fsyncs);

            double Fsyncs() => JournalRate.Fsyncs(Path.Combine(scripts.FullName, "bare"), TimeSpan.FromSeconds(seconds));
        }
        finally
        {
            scripts.Delete(recursive: true);
        }
    }
}
