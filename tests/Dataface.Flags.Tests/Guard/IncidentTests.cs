using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Deciding;

namespace Dataface.Flags.Tests.Guard;

/// <summary>Incidents in which both sides err far more often than usual, whatever the feature does.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class IncidentTests : IAsyncDisposable
{
    private const int Minutes = 6;
    private const int Hours = 60 * Minutes;

    private readonly GuardScenario _given = new();

    public ValueTask DisposeAsync() => _given.DisposeAsync();

    [Test, Rule("a ramp goes on only with evidence of no harm")]
    public async Task Ramp_IncidentOnBothSidesHidesTwiceTheErrors_Stays()
    {
        _given.Source.Update(
            GuardScenario.Document("{}", """{ "percent": 50, "ramp": { "steps": [5, 50], "hold": "00:04:00" } }"""));
        await _given.StartAsync();
        for (var i = 0; i < 2 * Minutes; i++) await _given.ComeAsync(500, 0.005, ratio: 2);
        for (var i = 0; i < 3 * Minutes; i++) await _given.ComeAsync(500, 0.3);
        Assert.That(_given.Status.Waiting, Does.Contain("those of an incident, as there is one now, do not count"));
        for (var i = 0; i < 2 * Minutes; i++) await _given.ComeAsync(500, 0.005, ratio: 2);
        Assert.That(_given.Status.Stage, Is.Zero, "what a database that is down does says nothing about the feature");
        Assert.That(_given.Status.Waiting, Does.StartWith("There is too little evidence").And.Not.Contain("incident"));
    }

    [Test]
    public async Task Ramp_HarmlessAfterAnIncidentOnBothSides_Continues()
    {
        _given.Source.Update(
            GuardScenario.Document("{}", """{ "percent": 50, "ramp": { "steps": [5, 50], "hold": "00:06:00" } }"""));
        await _given.StartAsync();
        for (var i = 0; i < Minutes; i++) await _given.ComeAsync(300, 0.05);
        for (var i = 0; i < 2 * Minutes; i++) await _given.ComeAsync(300, 0.5);
        for (var i = 0; i < 20 * Minutes && _given.Status.Stage == 0; i++) await _given.ComeAsync(300, 0.05);
        Assert.That(_given.Status.Stage, Is.EqualTo(1), _given.Status.Waiting);
    }

    [TestCase(0.2)]
    [TestCase(5)]
    [TestCase(200)]
    public void Take_DailyCycleByAFactorOfTen_CountsOn(double usual)
    {
        var (incidents, random, lost, all) = (new ErrorIncidents(), new Random(11), 0L, 0L);
        for (var bucket = 0; bucket < 48 * Hours; bucket++)
        {
            var erring = Sample(random, usual * Math.Pow(10, -Math.Cos(bucket * Math.Tau / (24 * Hours)) / 2));
            all += erring;
            if (Take(incidents, bucket, erring)) lost += erring;
        }

        Assert.That(lost, Is.LessThan(0.01 * all));
    }

    [Test]
    public void Take_IncidentWithWhichAStepBegins_IsNotUsualAfterIt()
    {
        var incidents = new ErrorIncidents();
        for (var bucket = 0; bucket < Hours; bucket++) Take(incidents, bucket, bucket < 30 ? 100 : 2);
        Assert.That(Take(incidents, Hours, 100));
    }

    [TestCase(0)]
    [TestCase(2)]
    [TestCase(50)]
    public void Take_HalfAnHourOfIncident_IsOneToItsEnd(long usual)
    {
        var (incidents, missed) = (new ErrorIncidents(), 0);
        for (var bucket = 0; bucket < 10 * Minutes; bucket++) Assert.That(Take(incidents, bucket, usual), Is.False);
        for (var bucket = 10 * Minutes; bucket < 40 * Minutes; bucket++) missed += Take(incidents, bucket, 400) ? 0 : 1;
        Assert.That(missed, Is.Zero);
        Assert.That(Enumerable.Range(40 * Minutes, 2 * Minutes).Count(bucket => Take(incidents, bucket, usual)), Is.LessThan(Minutes));
    }

    /// <summary>Evidence of harm stays as it is: an incident brings it only if more of the units that err are treated.</summary>
    [Test]
    public void Feed_IncidentOfTreatmentAlone_Aborts()
    {
        var tests = new EpochTests(new GuardDefinition(), new ArmShares([("on", 0.5)], 0.5), treatment: 0, epoch: 1);
        for (var bucket = 0; bucket < 30; bucket++)
        {
            tests.Feed(bucket + 1, [
                GuardCounts.Of(bucket, GuardSignals.Seen, -1, 0, 500),
                GuardCounts.Of(bucket, GuardSignals.Seen, 0, 0, 500),
                GuardCounts.Of(bucket, GuardSignals.Errors, -1, 0, 2),
                GuardCounts.Of(bucket, GuardSignals.Errors, 0, 0, bucket < 25 ? 2 : 200)]);
        }

        Assert.That(tests.Harm?.Signal, Is.EqualTo(GuardSignals.Errors));
    }

    private static bool Take(ErrorIncidents incidents, int bucket, long erring) =>
        incidents.Take(TimeSpan.FromSeconds(10 * (bucket + 1)), erring);

    /// <summary>A Poisson number, below a mean of about 700 (Knuth).</summary>
    private static long Sample(Random random, double mean)
    {
        var (events, product, least) = (-1L, 1.0, Math.Exp(-mean));
        for (; product > least; events++) product *= random.NextDouble();
        return events;
    }
}
