using Dataface.Flags.Simulations.Experiments;
using Dataface.Flags.Simulations.Guard;
using Dataface.Flags.Simulations.Output;

var isQuick = args.Contains("--quick");
var json = Array.IndexOf(args, "--json") is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
Action<Report, bool>? run = args.FirstOrDefault() switch
{
    "guard" => GuardSimulations.Run,
    "experiments" => ExperimentSimulations.Run,
    _ => null,
};
if (run is null)
{
    await Console.Error.WriteLineAsync("Say what to simulate: guard or experiments [--quick] [--json FILE]");
    return 2;
}

var report = new Report();
report.Time(() => run(report, isQuick));
if (json is not null) await report.WriteJsonAsync(json);
return report.IsMet ? 0 : 1;
