using System.Diagnostics;
using System.Globalization;
using Dataface.Flags.Benchmarks.Workloads;
using Dataface.Flags.Exposures;
using Dataface.Flags.Providers;
using Dataface.Flags.Telemetry;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>
/// A hundred million units, each new, through an evaluation and a sink that counts: memory must stay flat and nothing may get lost.
/// </summary>
internal static class ExposureMemory
{
    private const int Parts = 10;
    private const int Lead = 32_768;
    private const double MostGrowthMegabytes = 2;

    public static bool Run(bool isQuick)
    {
        var units = isQuick ? 5_000_000 : 100_000_000;
        var sink = new CountingSink();
        using var client = FlagClient.StartAsync(o =>
        {
            o.Environment = WorkloadFlags.Environment;
            o.AddProvider(new InMemoryFlagConfigProvider(WorkloadFlags.Document(WorkloadFlags.Experiment("checkout-v2"))));
            o.Exposures.Units = UnitForm.Plain;
            o.AddExposureSink(sink);
        }).GetAwaiter().GetResult();
        var (snapshot, key, live) = (client.Pin(), FlagKey.Of("checkout-v2"), new List<double>());
        Console.WriteLine();
        Console.Write("Live MB after each tenth:");
        var start = Stopwatch.GetTimestamp();
        for (var part = 0; part < Parts; part++)
        {
            for (var i = (long)part * units / Parts; i < (long)(part + 1) * units / Parts; i++)
            {
                snapshot.IsEnabled(key, EvaluationContext.Empty.With("userId", i));

                // Faster than the sink, the queue would overflow and the rest be dropped, which is another measurement.
                if (i % 4_096 == 0) SpinWait.SpinUntil(() => sink.Count > i - Lead);
            }

            live.Add(GC.GetTotalMemory(forceFullCollection: true) / 1e6);
            Console.Write(string.Create(CultureInfo.InvariantCulture, $" {live[^1]:0.0}"));
        }

        SpinWait.SpinUntil(() => sink.Count >= units, TimeSpan.FromSeconds(10));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var (dropped, growth) = (client.Exposures!.Pumps.Sum(p => p.Dropped.Sum(d => d.Count)), live.Max() - live[0]);
        Console.WriteLine();
        var isMet = growth <= MostGrowthMegabytes && sink.Count == units && dropped == 0;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(isMet ? "met     " : "EXCEEDED")} {sink.Count:N0} of {units:N0} exposures, {dropped} dropped, "
                + $"{units / seconds / 1e6:0.0} M/s, live memory +{growth:0.0} MB (<= {MostGrowthMegabytes} MB)"));
        return isMet;
    }

    private sealed class CountingSink : IExposureSink
    {
        private long _count;

        public string Name => "counting";

        public long Count => Volatile.Read(ref _count);

        public ValueTask WriteAsync(ReadOnlyMemory<Exposure> exposures, CancellationToken cancellationToken)
        {
            Interlocked.Add(ref _count, exposures.Length);
            return default;
        }
    }
}
