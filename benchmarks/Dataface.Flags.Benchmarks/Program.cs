using BenchmarkDotNet.Running;
using Dataface.Flags.Benchmarks;
using Dataface.Flags.Benchmarks.Harness;
using Dataface.Flags.Benchmarks.Workloads;

if (args is [OfrepServer.Command, var flags])
{
    await OfrepServer.RunAsync(flags);
    return 0;
}

var isQuick = args.Contains("--quick");
var wanted = args.FirstOrDefault(a => !a.StartsWith('-')) ?? "all";
var isMet = true;
if (wanted is "all" or "evaluate")
    isMet &= EvaluationBudgets.Judge(BenchmarkRunner.Run<EvaluationBenchmarks>(BenchmarkConfig.Make(isQuick)));
if (wanted is "all" or "rows") isMet &= Rows.Run();
if (wanted is "all" or "pins") isMet &= PinBudget.Judge(BenchmarkRunner.Run<PinBenchmarks>(BenchmarkConfig.Make(isQuick)));
if (wanted is "all" or "handles")
{
    isMet &= AllocationBudget.Judge(BenchmarkRunner.Run<HandleBenchmarks>(BenchmarkConfig.Make(isQuick)), "handles", _ => 0);
}

if (wanted is "all" or "contexts")
{
    var contexts = BenchmarkRunner.Run<ContextBenchmarks>(BenchmarkConfig.Make(isQuick));
    isMet &= AllocationBudget.Judge(contexts, "contexts", ContextBenchmarks.Most);
}

if (wanted is "all" or "endpoint") isMet &= EndpointBudget.Judge(BenchmarkRunner.Run<EndpointBenchmarks>(BenchmarkConfig.Make(isQuick)));
if (wanted is "all" or "exposures" or "exposure-cost")
    isMet &= ExposureBudgets.Judge(BenchmarkRunner.Run<ExposureBenchmarks>(BenchmarkConfig.Make(isQuick)));
if (wanted is "all" or "exposures" or "exposure-memory") isMet &= ExposureMemory.Run(isQuick);
if (wanted is "all" or "exposures" or "exposure-file") isMet &= ExposureFile.Run(isQuick);
if (wanted is "all" or "guard" or "guard-cost")
    isMet &= GuardBudgets.Judge(BenchmarkRunner.Run<GuardBenchmarks>(BenchmarkConfig.Make(isQuick)));
if (wanted is "all" or "guard" or "guard-success") isMet &= GuardBudgets.Successes();
if (wanted is "all" or "guard" or "guard-look") isMet &= GuardBudgets.Look();
if (wanted is "all" or "guard" or "guard-threads") GuardBudgets.Threads();
if (wanted is "all" or "losers") BenchmarkRunner.Run<Losers>(BenchmarkConfig.Make(isQuick));
if (wanted is "all" or "load") isMet &= Loading.Run();
if (wanted is "all" or "portfolio") isMet &= Planning.Run();
if (wanted is "all" or "decision") isMet &= Deciding.Run();
if (wanted is "all" or "growth") isMet &= Growth.Run();
if (wanted is "all" or "memory") isMet &= FlagMemory.Run();
if (wanted is "all" or "threads") isMet &= Threads.Run();
if (wanted is "all" or "reload") Reloading.Run();
if (wanted is "all" or "journal") isMet &= JournalRate.Run(isQuick);

if (wanted == "ofrep") isMet &= await OfrepThroughput.RunAsync(isQuick); // Not in all: they need wrk.
if (wanted == "server") isMet &= await ServerThroughput.RunAsync(isQuick) & await ServerKills.RunAsync(isQuick);
Console.WriteLine(isMet ? "Every budget is met." : "A budget is exceeded.");
return isMet ? 0 : 1;
