using Dataface.Flags.Simulations;
using Dataface.Flags.Simulations.Experiments;
using Dataface.Flags.Simulations.Experiments.Validity;
using Dataface.Flags.Simulations.Fleet;
using Dataface.Flags.Simulations.Guard;
using Dataface.Flags.Simulations.History;
using Dataface.Flags.Simulations.Output;
using Dataface.Flags.Simulations.Registry;
using Dataface.Flags.Simulations.Summaries;

var arguments = new Arguments(args);
Func<Report, Arguments, Task>? run = arguments.Command switch
{
    "guard" => GuardSimulations.RunAsync,
    "statistics" => ExperimentSimulations.RunAsync,
    "looks" => LookSimulations.RunAsync,
    "propagation" => Propagation.RunAsync,
    "reports" => ReportCosts.RunAsync,
    "push" => Pushing.RunAsync,
    "idle" => IdleStreams.RunAsync,
    "ingest" => Ingesting.RunAsync,
    "board" => BoardPages.RunAsync,
    "history" => HistoryPages.RunAsync,
    "decision" => LargeDecision.RunAsync,
    "summarize" => ManyUnits.RunAsync,
    MeasuredServer.Command => (_, server) => MeasuredServer.RunAsync(server.Rest),
    _ => null,
};
if (run is null)
{
    await Console.Error.WriteLineAsync(
        "Say what to simulate: guard [--only NAME] [--runs N], statistics or looks [--quick] [--json FILE]\n" +
        "or what to measure: propagation [--clients 1000] [--instances 1000] [--kills 100] [--postgres CONNECTION],\n" +
        "reports [--instances 10000] [--seconds 20] [--rounds 5], push [--clients 1000], idle [--streams 10000],\n" +
        "ingest [--data FOLDER | --postgres CONNECTION] [--events 10000000], board [--experiments 200] [--postgres CONNECTION], "
        + "history [--records 100000] [--postgres CONNECTION], decision [--postgres CONNECTION] "
        + "or summarize [--rows 10000000]");
    return 2;
}

var report = new Report();
await report.TimeAsync(() => run(report, arguments));
if (arguments.Text("json") is { } json) await report.WriteJsonAsync(json);
return report.IsMet ? 0 : 1;
