using System.Diagnostics;
using System.Globalization;
using System.Text;
using Dataface.Flags.Benchmarks.Workloads;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>Reads, checks and compiles large documents: at most 0.5 s and 100 MB for 10,000 flags of 1 KB each.</summary>
internal static class Loading
{
    private const int Repetitions = 7;
    private const double MostSeconds = 0.5;
    private const double MostMegabytes = 100;

    public static bool Run()
    {
        Console.WriteLine();
        Console.WriteLine("flags     MB of JSON   seconds (median)   MB allocated   us per flag");
        var isMet = true;
        foreach (var flags in new[] { 2_500, 5_000, 10_000, 20_000 })
        {
            var document = LargeDocument.Make(flags);
            var (seconds, megabytes) = Measure(document);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{flags,-9} {document.Length / 1e6,-12:0.0} {seconds,-18:0.000} {megabytes,-14:0} {seconds * 1e6 / flags:0.0}"));
            if (flags == 10_000) isMet = seconds <= MostSeconds && megabytes <= MostMegabytes;
        }

        Console.WriteLine($"{(isMet ? "met     " : "EXCEEDED")} 10,000 flags within {MostSeconds} s and {MostMegabytes} MB");
        return isMet;
    }

    private static (double Seconds, double Megabytes) Measure(byte[] json)
    {
        var seconds = new List<double>();
        var megabytes = new List<double>();
        for (var i = 0; i < Repetitions; i++)
        {
            GC.Collect();
            var (before, start) = (GC.GetTotalAllocatedBytes(precise: true), Stopwatch.GetTimestamp());
            var result = FlagDocumentReader.Read(json);
            _ = WorkloadFlags.Snapshot(result.Document ?? throw new InvalidOperationException(result.Problems[0].ToString()));
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            megabytes.Add((GC.GetTotalAllocatedBytes(precise: true) - before) / 1e6);
        }

        return (Median(seconds), Median(megabytes));
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    /// <summary>Flags with all that the format has, about 1 KB each.</summary>
    private static class LargeDocument
    {
        public static byte[] Make(int flags)
        {
            var text = new StringBuilder(
                """{ "schema": 1, "segments": { "staff": { "any": [ { "attribute": "email", "endsWith": "@dataface.example" } ] } },"""
                    + """ "flags": {""");
            for (var i = 0; i < flags; i++) text.Append(i == 0 ? "" : ",").Append(Flag(i));
            return Encoding.UTF8.GetBytes(text.Append("} }").ToString());
        }

        private static string Flag(int i) => string.Create(CultureInfo.InvariantCulture, $$"""

            "flag-{{i:D5}}": {
              "description": "The one-page checkout, number {{i}}, with the new address form and the new payment step",
              "owner": "team-payments-{{i % 40}}",
              "kind": "release",
              "created": "2026-11-20",
              "expires": "2027-02-01",
              "variants": { "off": false, "on": true },
              "offVariant": "off",
              "bucketBy": "userId",
              "salt": "flag-{{i:D5}}-2026",
              "environments": {
                "production": {
                  "rules": [
                    { "name": "staff", "when": { "segment": "staff" }, "serve": "on" },
                    { "name": "dach", "when": { "attribute": "country", "in": ["DE", "AT", "CH"] }, "rollout": { "percent": 2.5 } }
                  ],
                  "rollout": { "percent": 50, "split": { "on": 1 }, "ramp": { "steps": [1, 5, 25, 50], "hold": "01:00:00" } }
                },
                "staging": { "rollout": { "percent": 25 } }
              },
              "guard": { "errors": {}, "latency": {}, "counters": ["auth_failure"], "slo": { "objective": 99.9 } }
            }
            """);
    }
}
