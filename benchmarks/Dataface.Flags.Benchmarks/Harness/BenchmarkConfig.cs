using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Order;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>
/// Everything runs in this process: BenchmarkDotNet's generated projects know nothing of this repository's pinned versions and lock files.
/// </summary>
internal static class BenchmarkConfig
{
    public static ManualConfig Make(bool isQuick)
    {
        var job = (isQuick ? Job.ShortRun : Job.Default.WithWarmupCount(8).WithIterationCount(20)).WithToolchain(
            InProcessEmitToolchain.Instance);
        return ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddLogger(ConsoleLogger.Default)
            .AddExporter(MarkdownExporter.GitHub)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .WithOrderer(new DefaultOrderer(SummaryOrderPolicy.Declared));
    }
}
