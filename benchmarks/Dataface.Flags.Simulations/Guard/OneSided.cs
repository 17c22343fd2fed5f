using Dataface.Flags.Documents;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>Services that record one side only, or one less than the other: nothing may be aborted, and the side is to be named.</summary>
internal static class OneSided
{
    private const int Buckets = 300;
    private const int Change = 101;

    private static readonly Recorded FailuresOnly = new(0, 1);
    private static readonly GuardDefinition Guard = new() { SloObjective = 90 };

    private static readonly (string Name, Func<int, Recorded> Reports)[] Sides =
    [
        ("is not recorded", _ => Recorded.Nothing),
        ("is recorded in half of the processes", _ => Recorded.Part(0.5)),
        ("is recorded in eight of ten processes", _ => Recorded.Part(0.8)),
        ("is recorded in nine of ten processes", _ => Recorded.Part(0.9)),
        ("is recorded in one of ten processes", _ => Recorded.Part(0.1)),
        ("has only its failures recorded", _ => FailuresOnly),
        ("is recorded from bucket 101 on", bucket => bucket < Change ? Recorded.Nothing : Recorded.All),
        ("is recorded until bucket 100", bucket => bucket < Change ? Recorded.All : Recorded.Nothing),
        ("is recorded in half of the processes from bucket 101 on", bucket => Recorded.Part(bucket < Change ? 1 : 0.5)),
    ];

    public static void Run(Report report, int runs)
    {
        var table = report.Begin(
            $"One side records less: {runs} harmless rollouts of {Buckets} buckets each, errors, give-ups, latency and an objective of 90 "
            + $"%, α = {Setting.Alpha}",
            "Side", "how", "share of treatment", "errors", "aborted", "named at the end", "said to report");
        var seed = 300;
        foreach (var side in (RolloutArm[])[RolloutArm.Control, RolloutArm.Treatment])
        {
            foreach (var (name, reports) in Sides)
            {
                foreach (var (share, errors) in ((double, double)[])[(0.05, 0.01), (0.5, 0.01), (0.05, 0.2)])
                {
                    var results = Runs.Of(runs, seed++, random => Rollout(random, side, reports, share, errors));
                    var aborted = results.Count(r => r.IsAborted);
                    var named = results.Where(r => r.Named == side).ToList();
                    Report.Row(
                        table, side, name, share, errors, aborted, named.Count / (double)runs,
                        named.Count == 0 ? "" : named.Average(r => r.Reported));
                    report.Judge($"{side} {name}, {share:P0} of units, {errors:P0} errors: {aborted} of {runs} aborted (0)", aborted == 0);
                }
            }
        }
    }

    private static (bool IsAborted, RolloutArm Named, double Reported) Rollout(
        Random random, RolloutArm side, Func<int, Recorded> reports, double share, double errors)
    {
        var tests = new EpochTests(Guard, new ArmShares([("on", share)], 1 - share), treatment: 0, epoch: 1);
        var service = new Service(random, share, Setting.UnitsPerBucket) { Treated = (errors, 0.02, 1), Others = (errors, 0.02, 1) };
        for (var bucket = 1; bucket <= Buckets; bucket++)
        {
            var less = reports(bucket);
            var (treated, others) = side == RolloutArm.Treatment ? (less, Recorded.All) : (Recorded.All, less);
            tests.Feed(bucket, service.Next(bucket - 1, treated, others));
            if (tests.Harm is not null) return (true, tests.Short, tests.Reported);
        }

        return (false, tests.Short, tests.Reported);
    }
}
