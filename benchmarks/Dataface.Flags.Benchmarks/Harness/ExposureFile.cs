using System.Diagnostics;
using System.Globalization;
using Dataface.Flags.Benchmarks.Workloads;
using Dataface.Flags.Exposures;
using Dataface.Flags.Providers;
using Dataface.Flags.Telemetry;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>
/// Exposures a second into a JSON Lines file: the sink alone, and from the evaluation of a new unit to the file, with units as they are and
/// hashed. The sink alone is held to 1 M/s, or to half of what the disk takes of the same bytes when that is less.
/// </summary>
internal static class ExposureFile
{
    private const int Batch = 4_096;
    private const double LeastPerSecond = 1e6;

    public static bool Run(bool isQuick)
    {
        var count = isQuick ? 1_000_000 : 5_000_000;
        var folder = Directory.CreateTempSubdirectory("exposures-");
        try
        {
            var path = Path.Combine(folder.FullName, "exposures.jsonl");
            Sink(path, Batch * 8); // Compiled before it is measured.
            var (sink, bytes) = Sink(path, count);
            var disk = Disk(Path.Combine(folder.FullName, "raw"), bytes, count);
            Console.WriteLine();
            var isMet = sink >= Math.Min(LeastPerSecond, disk / 2);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(isMet ? "met     " : "EXCEEDED")} JSON Lines sink: {sink / 1e6:0.00} M exposures/s, {sink * bytes / count / 1e6:0} "
                    + $"MB/s; the disk takes the same bytes at {disk * bytes / count / 1e6:0} MB/s"));
            foreach (var form in new[] { UnitForm.Plain, UnitForm.KeyedHash })
            {
                var whole = Whole(Path.Combine(folder.FullName, $"{form}.jsonl"), form, count);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"         from evaluation to file, {form}: {whole / 1e6:0.00} M/s"));
            }

            return isMet;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (double PerSecond, long Bytes) Sink(string path, int count)
    {
        File.Delete(path);
        using var sink = new JsonLinesExposureSink(path);
        var batch = People.Ids.Concat(People.Ids).Concat(People.Ids).Concat(People.Ids).Select(id => new Exposure
        {
            SchemaVersion = Exposure.CurrentSchemaVersion,
            Time = DateTimeOffset.UtcNow,
            Unit = id,
            Flag = "checkout-v2",
            Variant = "on",
            RolloutId = "checkout-v2/staging/*/0123456789abcdef",
            Arm = RolloutArm.Treatment,
        }).ToArray();
        var start = Stopwatch.GetTimestamp();
        for (var written = 0; written < count; written += batch.Length) sink.WriteAsync(batch, default).AsTask().GetAwaiter().GetResult();
        var rounded = (count + batch.Length - 1) / batch.Length * batch.Length;
        return (rounded / Stopwatch.GetElapsedTime(start).TotalSeconds, new FileInfo(path).Length * count / rounded);
    }

    /// <summary>The same bytes, in pieces of a megabyte, without making them: as exposures a second.</summary>
    private static double Disk(string path, long bytes, int count)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        var piece = new byte[1 << 20];
        var start = Stopwatch.GetTimestamp();
        for (var at = 0L; at < bytes; at += piece.Length) RandomAccess.Write(file, piece, at);
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Whole(string path, UnitForm form, int count)
    {
        using var client = FlagClient.StartAsync(o =>
        {
            o.Environment = WorkloadFlags.Environment;
            o.AddProvider(new InMemoryFlagConfigProvider(WorkloadFlags.Document(WorkloadFlags.Experiment("checkout-v2"))));
            (o.Exposures.Units, o.UnitSecret) = (form, "the benchmark's secret");
            o.UseExposureFile(path);
        }).GetAwaiter().GetResult();
        var (snapshot, key, pump) = (client.Pin(), FlagKey.Of("checkout-v2"), client.Exposures!.Pumps[0]);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0L; i < count; i++)
        {
            snapshot.IsEnabled(key, EvaluationContext.Empty.With("userId", i));
            if (i % Batch == 0) SpinWait.SpinUntil(() => pump.Written > i - (Batch * 8));
        }

        SpinWait.SpinUntil(() => pump.Written >= count, TimeSpan.FromSeconds(30));
        return pump.Written / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
