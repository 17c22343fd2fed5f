using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard.Store;
using Dataface.Flags.Simulations.Output;
using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>
/// Harmless rollouts whose units err several times, at several instances: counted as the library counts, each unit once where the counts of
/// all instances meet, and as others count, each error, or each unit once per instance.
/// </summary>
internal static class UnitTraffic
{
    /// <summary>A unit comes back over so many buckets, and errs a few times on each visit.</summary>
    private const int Spread = 32;
    private const int MostVisits = 5;

    private static readonly (string Name, int Errors, int Instances, bool Robot)[] All =
    [
        ("2 errors per erring unit", 2, 1, false),
        ("5 errors per erring unit", 5, 1, false),
        ("20 errors per erring unit", 20, 1, false),
        ("5 errors per unit, 5 instances", 5, 5, false),
        ("5 errors per unit, 20 instances", 5, 20, false),
        ("a control robot sends half of all requests", 1, 1, true),
    ];

    public static void Run(Report report, int runs, int rivalRuns)
    {
        var table = report.Begin(
            $"False aborts when units err more than once, {runs} harmless rollouts each (others {rivalRuns}), α = {Setting.Alpha}",
            "Traffic", "guard", "its 95 % upper bound", "each error counted", "each unit once per instance",
            "shares from the requests seen");
        for (var i = 0; i < All.Length; i++)
        {
            var (name, errors, instances, robot) = All[i];
            var ours = Runs.Share(runs, 30 + i, random => Rollout(random, errors, instances, robot, withOthers: false).Fleet);
            var results = Runs.Of(rivalRuns, 30 + i, random => Rollout(random, errors, instances, robot, withOthers: true));
            Report.Row(
                table, name, ours, Runs.UpperBound(ours, runs), results.Average(r => r.Requests ? 1.0 : 0),
                instances > 1 ? results.Average(r => r.Instances ? 1.0 : 0) : "", robot ? results.Average(r => r.Seen ? 1.0 : 0) : "");
            report.Judge($"false aborts, {name}: {ours:0.00000} (<= {Setting.Alpha})", ours <= Setting.Alpha);
        }
    }

    private static (bool Fleet, bool Instances, bool Requests, bool Seen) Rollout(
        Random random, int errors, int instances, bool robot, bool withOthers)
    {
        var (visits, errorsPerVisit) = (Math.Min(errors, MostVisits), Math.Max(errors / MostVisits, 1));
        var fleet = new Counted(new ErrorProcess());
        var perInstance = new Counted(new ErrorProcess(), withOthers);
        var perRequest = new Counted(new ErrorProcess(), withOthers);
        var bySeen = new Counted(new ErrorProcess(treatment: Setting.Treatment / 2), withOthers);
        var capacity = SignalCapacity.Of(GuardSignals.Errors);
        var store = new SampledUnits(capacity);
        var local = Enumerable.Range(0, instances).Select(_ => new SampledUnits(capacity)).ToArray();
        var due = Enumerable.Range(0, Spread).Select(_ => new List<(ulong Unit, bool IsTreatment)>()).ToArray();
        for (var bucket = 1; bucket <= Setting.Buckets && (withOthers || !fleet.IsAborted); bucket++)
        {
            for (var erring = Poisson.Sample(random, Setting.Erring); erring > 0; erring--)
            {
                var unit = ((ulong)random.NextInt64() << 1) | 1;
                var isTreatment = random.NextDouble() < Setting.Treatment;
                for (var i = 0; i < visits; i++) due[(bucket + (i == 0 ? 0 : random.Next(Spread))) % Spread].Add((unit, isTreatment));
            }

            for (var i = 0; robot && i < (int)Setting.Erring; i++) due[bucket % Spread].Add((2, false));
            var now = due[bucket % Spread];
            foreach (var (unit, isTreatment) in now)
            {
                for (var i = 0; i < errorsPerVisit; i++)
                {
                    perRequest.Count(isTreatment);
                    if (!local[instances == 1 ? 0 : random.Next(instances)].TryAdd(unit)) continue;
                    perInstance.Count(isTreatment);
                    if (!store.TryAdd(unit)) continue;
                    fleet.Count(isTreatment);
                    bySeen.Count(isTreatment);
                }
            }

            now.Clear();
            fleet.Close();
            perInstance.Close();
            perRequest.Close();
            bySeen.Close();
        }

        return (fleet.IsAborted, perInstance.IsAborted, perRequest.IsAborted, bySeen.IsAborted);
    }

    /// <summary>A process that stops counting when it has aborted.</summary>
    private sealed class Counted(ErrorProcess process, bool isOn = true)
    {
        public bool IsAborted { get; private set; }

        public void Count(bool isTreatment) => IsAborted = IsAborted || (isOn && process.Count(isTreatment));

        public void Close()
        {
            if (isOn && !IsAborted) process.Close();
        }
    }
}
