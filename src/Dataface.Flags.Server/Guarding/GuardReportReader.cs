using System.Text.Json;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Store;
using Dataface.Flags.Server.Bodies;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Problems;

namespace Dataface.Flags.Server.Guarding;

/// <summary>Reads the report of a guard. Whatever it counts stays so small that the sums of a year cannot leave 64 bits.</summary>
internal static class GuardReportReader
{
    /// <summary>Several times what an instance sends at a time.</summary>
    private const int MostObservations = 10_000;

    private const int MostTallies = 1_000;

    /// <summary>More requests than one instance answers between two reports.</summary>
    private const long LargestTally = 1_000_000_000;

    /// <summary>More variants than any flag has.</summary>
    private const int LastTreatment = 999;

    private const int LongestName = RolloutName.MaxLength;

    /// <summary>A day before it is that of a clock that was never set.</summary>
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan ClockDifference = TimeSpan.FromDays(1);

    public static GuardReport Read(JsonElement json, DateTimeOffset now)
    {
        var report = new BodyValue(json, "$").Object("epoch", "instance", "sequence", "observations", "tallies");
        var epoch = report.Member("epoch").Object("rollout", "number", "start");
        return new()
        {
            Epoch = new(
                epoch.Member("rollout").Text(LongestName),
                (int)epoch.Member("number").Whole(1, int.MaxValue),
                epoch.Member("start").Instant(Earliest, now + ClockDifference)),
            Instance = report.Member("instance").Guid(),
            Sequence = report.Member("sequence").Whole(1, long.MaxValue),
            Observations = [.. (report.Find("observations")?.Items(MostObservations) ?? []).Select(Observation)],
            Tallies = [.. (report.Find("tallies")?.Items(MostTallies) ?? []).Select(Tally)],
        };
    }

    /// <summary>The epoch that a query asks for.</summary>
    public static GuardEpoch Epoch(string rollout, int number, DateTimeOffset start, DateTimeOffset now)
    {
        var isName = rollout.Length is > 0 and <= LongestName && !rollout.Any(char.IsControl);
        if (isName && number >= 1 && start >= Earliest && start <= now + ClockDifference)
        {
            return new(rollout, number, start.ToUniversalTime());
        }

        throw new ProblemException(Problem.Malformed(
            $"There is no such epoch: 'rollout' has 1 to {LongestName} characters, 'number' counts from 1, and 'start' is "
            + $"after {Earliest.Year} "
            + "and not in the future. Correct them."));
    }

    private static GuardObservation Observation(BodyValue item)
    {
        var parts = item.Tuple(4, 5);
        return new()
        {
            Signal = parts[0].Text(LongestName),
            Treatment = Treatment(parts[1]),
            Unit = parts[2].Hex(),
            Bin = (int)parts[3].Whole(0, SubEpochs.Codes - 1),
            Source = parts.Length == 5 ? parts[4].Hex() : 0,
        };
    }

    private static GuardTally Tally(BodyValue item)
    {
        var parts = item.Tuple(3);
        return new(parts[0].Text(LongestName), Treatment(parts[1]), parts[2].Whole(0, LargestTally));
    }

    private static int Treatment(BodyValue value) => (int)value.Whole(-1, LastTreatment);
}
