using System.Diagnostics;
using System.Globalization;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Summaries;
using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Summaries;

/// <summary>How long it takes to sum up a file of 10 million units, and with how much memory.</summary>
internal static class ManyUnits
{
    private const long MemoryBudget = 250;

    private static readonly DateTimeOffset Now = new(2026, 12, 31, 0, 0, 0, TimeSpan.Zero);

    public static Task RunAsync(Report report, Arguments arguments)
    {
        var file = Path.GetTempFileName();
        try
        {
            var table = report.Begin(
                "experiments summarize, one row for each unit and three metrics", "rows", "file, MB", "s", "peak resident, MB");
            int[] sizes = arguments.IsQuick ? [100_000] : [1_000_000, arguments.Number("rows", 10_000_000)];
            foreach (var rows in sizes)
            {
                Write(file, rows);
                var start = Stopwatch.GetTimestamp();
                var units = SumUp(file);
                using var process = Process.GetCurrentProcess();
                var peak = process.PeakWorkingSet64 / 1_000_000;
                Report.Row(table, rows, new FileInfo(file).Length / 1_000_000, Stopwatch.GetElapsedTime(start).TotalSeconds, peak);
                report.Judge($"every one of {rows} units is counted", units == rows);
                report.Judge($"at most {MemoryBudget} MB, however many rows", peak <= MemoryBudget);
            }
        }
        finally
        {
            File.Delete(file);
        }

        return Task.CompletedTask;
    }

    private static long SumUp(string file)
    {
        using var summary = new UnitSummary(Experiment, Now);
        using var stream = File.OpenRead(file);
        summary.Add(file, stream);
        return summary.End(Now).Data!.Exposures.Sum(exposed => exposed.Units);
    }

    private static void Write(string file, int rows)
    {
        using var writer = new StreamWriter(file);
        writer.WriteLine("unit,variant,exposed_at,orders,revenue,errors,errors_denominator");
        var random = new Random(7);
        for (var i = 0; i < rows; i++)
        {
            var orders = random.Next(10) == 0 ? 1 : 0;
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"user-{i:x8},{(random.Next(2) == 0 ? "off" : "on")},2026-12-{1 + random.Next(28):00} 08:30:00 "
                    + $"UTC,{orders},{orders * random.Next(100)}.25,{random.Next(2)},{random.Next(20)}"));
        }
    }

    private static ExperimentDefinition Experiment { get; } = new()
    {
        Id = "measured",
        Title = "Measured",
        Owner = "nobody",
        Type = ExperimentType.Feature,
        Problem = "",
        ExpectedOutcome = "",
        RollbackPlan = "",
        Design = new()
        {
            Control = "off",
            Treatments = ["on"],
            Exposure = 1,
            Start = new(2026, 12, 1),
            MinimumDetectableEffect = 0.05,
            Traffic = 1,
        },
        Metrics =
        [
            new() { Name = "orders", Kind = MetricKind.Conversion, Event = "order_placed" },
            new() { Name = "revenue", Kind = MetricKind.Engagement, Event = "order_placed", Value = "amount" },
            new() { Name = "errors", Kind = MetricKind.ErrorRate, Event = "failed", Denominator = "handled" },
        ],
    };
}
