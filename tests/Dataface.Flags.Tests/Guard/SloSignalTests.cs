using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Deciding;

namespace Dataface.Flags.Tests.Guard;

/// <summary>The guard's own objective where a control reports.</summary>
[TestFixture]
internal sealed class SloSignalTests
{
    private const int Looks = 10;

    /// <summary>Whoever looks often sees the bound passed on one side before the other.</summary>
    [TestCase(0.05, 1), TestCase(0.05, 5), TestCase(0.5, 1), TestCase(0.95, 1)]
    [Rule("a shared outage is not the feature's fault")]
    public void Outage_BeginsOnBothSides_AbortsNothing(double share, int together)
    {
        var aborted = Enumerable.Range(0, 100).Count(seed => LooksToAbort(seed, share, together, 0.05, 0.05) is not null);
        Assert.That(aborted, Is.Zero);
    }

    /// <summary>A day or a step that begins in the outage has heard nearly nothing of control, and of a small one for minutes.</summary>
    [TestCase(0.5, 3), TestCase(0.95, 100), TestCase(0.95, 3), TestCase(0.99, 3)]
    [Rule("a shared outage is not the feature's fault")]
    public void Outage_EpochBeginsInIt_AbortsNothing(double share, int units)
    {
        var aborted = Enumerable.Range(0, 20).Count(seed => LooksToAbort(seed, share, 1, 0.2, 0.2, begins: 0, units) is not null);
        Assert.That(aborted, Is.Zero);
    }

    /// <summary>Perhaps only the new code is wrapped: the objective is for that.</summary>
    [TestCase(0.05), TestCase(0.5), TestCase(0.95)]
    public void Failures_NothingIsHeardOfControl_AbortWithinAMinute(double share)
    {
        var tests = Tests(share);
        for (var bucket = 0; bucket < 6; bucket++) tests.Feed(bucket + 1, Counts(bucket, 0, 200, 1, 40, 40));
        Assert.That(tests.Harm?.Kind, Is.EqualTo(GuardSignalKind.Slo));
    }

    [TestCase(0.05), TestCase(0.5), TestCase(0.95)]
    public void Failures_OfTreatmentAlone_AbortWithinAMinute(double share)
    {
        var looks = Enumerable.Range(0, 20).Select(seed => LooksToAbort(seed, share, 1, 0.2, 0.002)).ToList();
        Assert.That(looks, Has.All.LessThan(6 * Looks));
    }

    /// <summary>Tenants, who err every day on either side: only their requests can tell.</summary>
    [Test]
    public void Failures_OfUnitsThatAllErrAnyway_AbortByTheirRequests()
    {
        var tests = Tests(0.5);
        for (var bucket = 0; bucket < 40 && tests.Harm is null; bucket++)
        {
            int failed = bucket < 30 ? 5 : 500, erring = bucket == 0 ? 20 : 0;
            IReadOnlyList<GuardCount> counts = [.. Counts(bucket, 0, 20, 100, erring, failed), .. Counts(bucket, -1, 20, 100, erring, 5)];
            tests.Feed(bucket, counts);
            tests.Feed(bucket + 1, counts);
        }

        Assert.That(tests.Harm?.Kind, Is.EqualTo(GuardSignalKind.Slo));
    }

    private static EpochTests Tests(double share) =>
        new(new GuardDefinition { Latency = false, SloObjective = 99 }, new ArmShares([("on", share)], 1 - share), treatment: 0, epoch: 1);

    /// <summary>How often one looks, from the beginning of the failures, until the objective aborts; null when it does not.</summary>
    private static int? LooksToAbort(
        int seed, double share, int together, double treated, double others, int? begins = null, int units = 100)
    {
        var (random, tests) = (new Random(seed), Tests(share));
        begins ??= (3 * Looks) + random.Next(Looks);
        IReadOnlyList<GuardCount> closed = [];
        var (treatment, control) = ((Units: 0, Erring: 0), (Units: 0, Erring: 0));
        for (var look = 0; look < 15 * Looks; look++)
        {
            for (var unit = 0; unit < units; unit++)
            {
                var isTreated = random.NextDouble() < share;
                var isErring = random.NextDouble() < (look < begins ? 0.002 : isTreated ? treated : others);
                ref var side = ref isTreated ? ref treatment : ref control;
                side = (side.Units + 1, side.Erring + (isErring ? 1 : 0));
            }

            var bucket = look / Looks;
            IReadOnlyList<GuardCount> open =
            [
                .. Counts(bucket, 0, treatment.Units, together, treatment.Erring, treatment.Erring * together),
                .. Counts(bucket, -1, control.Units, 1, control.Erring, control.Erring),
            ];
            tests.Feed(bucket, [.. closed, .. open]);
            if (tests.Harm is not null) return look - begins;
            if ((look + 1) % Looks != 0) closed = [];
            else (closed, treatment, control) = (open, default, default);
        }

        return null;
    }

    private static GuardCount[] Counts(int bucket, int treatment, int units, int calls, int erring, int failed) =>
    [
        GuardCounts.Of(bucket, GuardSignals.Seen, treatment, 0, units),
        GuardCounts.Of(bucket, GuardSignals.Errors, treatment, 0, erring),
        GuardCounts.Of(bucket, GuardSignals.Requests, treatment, 0, units * calls),
        GuardCounts.Of(bucket, GuardSignals.RequestErrors, treatment, 0, failed),
        GuardCounts.Of(bucket, GuardSignals.AtRiskUnits, treatment, 0, units),
        GuardCounts.Of(bucket, GuardSignals.AtRisk(GuardSignals.Errors), treatment, 0, units * calls),
    ];
}
