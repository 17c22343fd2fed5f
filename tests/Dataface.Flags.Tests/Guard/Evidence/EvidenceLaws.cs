using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Guard.Evidence;
using FsCheck;
using FsCheck.Fluent;

namespace Dataface.Flags.Tests.Guard.Evidence;

[TestFixture]
internal sealed class EvidenceLaws
{
    [Test]
    public void OnsetWeights_OverAllTime_AddUpToOne()
    {
        var sum = 0.0;
        for (var t = 1; t <= 2_000_000; t++) sum += OnsetWeights.Of(t);
        Assert.That(sum, Is.LessThanOrEqualTo(1).And.GreaterThan(0.9999));
    }

    [Test]
    public void Share_OneErringUnitOfAHarmlessRollout_IsWorthOneOnAverage() => Prop.ForAll<NormalFloat>(seed =>
    {
        // E[e^ℓ(g)] = θ0·e^ℓ(1,0) + (1−θ0)·e^ℓ(0,1) = 1 for every alternative: the martingale that Ville's inequality needs.
        var share = 0.0005 + (0.999 * (Math.Abs(seed.Get) % 1));
        var test = ShareTest.OfHarm(share, 1 - share, 1, HarmGrid.Ratios);
        var (treatment, control) = (new double[test.Alternatives], new double[test.Alternatives]);
        test.Evidence(1, 0, treatment);
        test.Evidence(0, 1, control);
        return Enumerable.Range(0, test.Alternatives).All(g =>
            Math.Abs((share * Math.Exp(treatment[g])) + ((1 - share) * Math.Exp(control[g])) - 1) < 1e-9);
    }).QuickCheckThrowOnFailure();

    [Test]
    public void Tilt_OneUnitOfAHarmlessRollout_IsWorthOneOnAverageInEveryBin()
    {
        const double Rho = 0.05;
        var test = new TiltTest(Rho, 1 - Rho);
        var control = new int[LatencyBins.Count];
        for (var bin = 10; bin < 30; bin++) control[bin] = 1 + (bin * 7 % 13);
        test.Learn(control);
        var evidence = new double[HarmGrid.Tilts.Length];
        for (var bin = 0; bin < LatencyBins.Count; bin++)
        {
            var (one, none) = (new int[LatencyBins.Count], new int[LatencyBins.Count]);
            one[bin] = 1;
            test.Evidence(one, none, evidence);
            var treatment = evidence.ToArray();
            test.Evidence(none, one, evidence);
            for (var i = 0; i < evidence.Length; i++)
            {
                Assert.That((Rho * Math.Exp(treatment[i])) + ((1 - Rho) * Math.Exp(evidence[i])), Is.EqualTo(1).Within(1e-9));
            }
        }
    }

    /// <summary>Whatever a side that is alone has to say, that it is alone explains it.</summary>
    [Test]
    public void EpochTests_OneSideAlone_AreNeverHarm() => Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var share = new[] { 0.001, 0.05, 0.5, 0.95 }[random.Next(4)];
        var treatment = random.Next(2) - 1;
        var guard = new GuardDefinition { Counters = ["auth_failure"] };
        var tests = new EpochTests(guard, new ArmShares([("on", share)], 1 - share), treatment: 0, epoch: 1);
        for (var bucket = 0; bucket < 20; bucket++)
        {
            var counts = new List<GuardCount> { GuardCounts.Of(bucket, GuardSignals.Seen, treatment, 0, 1_000) };
            for (var i = 0; i < 10; i++) counts.Add(
                GuardCounts.Of(bucket, GuardSignals.Latency, treatment, random.Next(LatencyBins.Count), random.Next(200)));
            foreach (var signal in tests.Signals.Where(s => s.Signal != GuardSignals.Latency)) counts.Add(
                GuardCounts.Of(bucket, signal.Signal, treatment, 0, random.Next(1_000)));
            tests.Feed(bucket + 1, counts);
            if (tests.Harm is not null) return false;
        }

        // Of one unit in a thousand too few are missing yet.
        return (share < 0.01 && treatment < 0) || tests.Short == (treatment < 0 ? RolloutArm.Treatment : RolloutArm.Control);
    }).QuickCheckThrowOnFailure();

    [Test]
    public void Reporting_OneUnitOfSidesThatReportAlike_IsWorthOneOnAverage() => Prop.ForAll<NormalFloat>(seed =>
    {
        var share = 0.0005 + (0.999 * (Math.Abs(seed.Get) % 1));
        return Fair(test => test.LogTreatmentLess) && Fair(test => test.LogControlLess);

        bool Fair(Func<ReportingTest, double> log) => Math.Abs((share * Worth(1, 0, log)) + ((1 - share) * Worth(0, 1, log)) - 1) < 1e-9;

        double Worth(long treatment, long control, Func<ReportingTest, double> log)
        {
            var test = new ReportingTest(share, 1 - share, HarmGrid.Ratios);
            test.Close(treatment, control);
            return Math.Exp(log(test));
        }
    }).QuickCheckThrowOnFailure();

    /// <summary>Whichever unit of treatment is left out, at least as much is left as is said to stand without any one.</summary>
    [Test]
    [Rule("nobody steers a guard from one place")]
    public void Without_AnyOneUnit_IsAtMostWhatIsLeftWithoutIt() => Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var test = ShareTest.OfHarm(0.05, 0.95, 1, HarmGrid.Ratios);
        var buckets = Enumerable.Range(0, 12).Select(_ => (Treatment: random.Next(4), Control: random.Next(8))).ToArray();
        var (one, evidence) = (new double[test.Alternatives], new double[test.Alternatives]);
        test.Evidence(1, 0, one);
        var whole = Of(-1);
        var standing = whole.Without(one);
        return standing <= whole.LogE + 1e-9
            && Enumerable.Range(0, buckets.Length).All(b => buckets[b].Treatment == 0 || Of(b).LogE >= standing - 1e-9);

        OnsetMixture Of(int less)
        {
            var mixture = new OnsetMixture(test.Alternatives, OnsetWeights.Of);
            for (var b = 0; b < buckets.Length; b++)
            {
                test.Evidence(buckets[b].Treatment - (b == less ? 1 : 0), buckets[b].Control, evidence);
                mixture.Add(evidence);
            }

            return mixture;
        }
    }).QuickCheckThrowOnFailure();

    [Test]
    public void Evidence_OfAMillionUnits_StaysFinite()
    {
        var test = ShareTest.OfHarm(0.05, 0.95, 1, HarmGrid.Ratios);
        var mixture = new OnsetMixture(test.Alternatives, OnsetWeights.Of);
        var evidence = new double[test.Alternatives];
        test.Evidence(1_000_000, 0, evidence);
        for (var i = 0; i < 10; i++) mixture.Add(evidence);
        Assert.That(mixture.LogE, Is.GreaterThan(1_000_000).And.LessThan(double.PositiveInfinity));
        test.Evidence(0, 1_000_000_000, evidence);
        for (var i = 0; i < 100; i++) mixture.Add(evidence);
        Assert.That(double.IsFinite(mixture.LogE), "however much speaks against it");
    }

    [Test]
    public void LatencyBins_LongerLatency_IsNeverInALowerBin()
    {
        var last = 0;
        for (var ticks = 0L; ticks < TimeSpan.FromMinutes(10).Ticks; ticks += 1 + (ticks / 50))
        {
            var bin = LatencyBins.Of(TimeSpan.FromTicks(ticks));
            Assert.That(bin, Is.InRange(last, last + 1));
            last = bin;
        }

        Assert.That((last, LatencyBins.Of(TimeSpan.MaxValue)), Is.EqualTo((LatencyBins.Count - 1, LatencyBins.Count - 1)));
    }
}
