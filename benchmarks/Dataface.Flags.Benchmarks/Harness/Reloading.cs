using System.Diagnostics;
using System.Globalization;
using Dataface.Flags.Benchmarks.Workloads;
using Dataface.Flags.Providers;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>
/// p99.9 of single evaluations through a client while its 1,000 flags are reloaded all the time, against the same when nothing happens.
/// </summary>
internal static class Reloading
{
    private const int Evaluations = 5_000_000;

    public static void Run()
    {
        string[] documents = [Document("first"), Document("second")];
        var source = new InMemoryFlagConfigProvider(documents[0]);
        using var client = FlagClient.StartAsync(o =>
        {
            o.Environment = "staging";
            o.AddProvider(source);
        }).GetAwaiter().GetResult();

        Percentiles(client);
        var quiet = Percentiles(client);
        var reloads = 0;
        using var stop = new CancellationTokenSource();
        using var changes = client.OnChange(_ => Interlocked.Increment(ref reloads));
        var writer = new Thread(() =>
        {
            for (var i = 1; !stop.IsCancellationRequested; i++)
            {
                var before = Volatile.Read(ref reloads);
                source.Update(documents[i % 2]);
                SpinWait.SpinUntil(() => Volatile.Read(ref reloads) != before || stop.IsCancellationRequested);
            }
        });
        writer.Start();
        var busy = Percentiles(client);
        stop.Cancel();
        writer.Join();
        Console.WriteLine();
        Console.WriteLine($"One evaluation, the timer's own cost included, in ns; {reloads} reloads of 1,000 flags in the busy part");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"quiet: p50 {quiet.P50}, p99 {quiet.P99}, p99.9 {quiet.P999}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"busy:  p50 {busy.P50}, p99 {busy.P99}, p99.9 {busy.P999}; p99.9 ratio {busy.P999 / quiet.P999:0.0}"));
    }

    private static string Document(string description) =>
        $$"""{ "schema": 1, "flags": { {{WorkloadFlags.Many()}} } }""".Replace(
            "\"owner\": \"bench\"", $"\"owner\": \"bench\", \"description\": \"{description}\"", StringComparison.Ordinal);

    private static (double P50, double P99, double P999) Percentiles(FlagClient client)
    {
        var ticks = new long[Evaluations];
        for (var i = 0; i < Evaluations; i++)
        {
            var start = Stopwatch.GetTimestamp();
            client.IsEnabled(WorkloadFlags.ManyKeys[i % 1_000], People.Contexts[i & (People.Count - 1)]);
            ticks[i] = Stopwatch.GetTimestamp() - start;
        }

        Array.Sort(ticks);
        double At(double share) => Math.Round(ticks[(int)(Evaluations * share)] * 1e9 / Stopwatch.Frequency);
        return (At(0.5), At(0.99), At(0.999));
    }
}
