using System.Globalization;
using Dataface.Flags.Guard;

namespace Dataface.Flags.Tests.Guard;

/// <summary>Steps of a ramp that last for days, because a day has too few errors to prove anything.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DaysOfAStepTests : IAsyncDisposable
{
    private const int UsersADay = 240;
    private const int LooksADay = 48;

    private readonly GuardScenario _given = new();
    private readonly Random _random = new(5);
    private int _visits;

    public ValueTask DisposeAsync() => _given.DisposeAsync();

    [TestCase(false)]
    [TestCase(true)]
    public async Task Ramp_DaysProveTooLittle_AdvancesAfterSomeOfThem(bool restarts)
    {
        await StartAsync();
        for (var day = 0; day < 14 && _given.Status.Stage == 0; day++)
        {
            await LiveADayAsync(isChronic: false);
            if (day == 0) Assert.That(_given.Status.Waiting,
                Does.Match("takes about [1-4] days more").Or.Match("takes about [0-9]+ hours more"));
            if (restarts) await _given.StartAsync(o => o.UseGuardFile(_given.Path("evidence")).UseStateFile(_given.Path("state")));
        }

        Assert.That(_given.Status.Stage, Is.EqualTo(1), _given.Status.Waiting);
        Assert.That(_given.Client.KillSwitch.Kills, Is.Empty);
    }

    [TestCase("", "\"errors\": { \"atMost\": 0.1 }")]
    [TestCase(""", "errors": { "atMost": 1 }""", "a higher \"atMost\"")]
    [Rule("a ramp goes on only with evidence of no harm")]
    public async Task Ramp_WhereTheSameUsersErrEveryDay_Stays(string bound, string remedy)
    {
        await StartAsync(bound);
        for (var day = 0; day < 6; day++) await LiveADayAsync(isChronic: true);
        Assert.That(_given.Status.Stage, Is.Zero, "the same coin, thrown once, was counted every day");
        Assert.That(_given.Status.Waiting, Does.Contain("never will be enough").And.Contain(remedy));
    }

    [Test]
    [Rule("a ramp goes on only with evidence of no harm")]
    public async Task Ramp_OfAFeatureThatTriplesErrors_DoesNotAdvanceByAddingUpDays()
    {
        await StartAsync();
        for (var day = 0; day < 14 && _given.Client.KillSwitch.Kills.Count == 0; day++) await LiveADayAsync(isChronic: false, ratio: 3);
        Assert.That(_given.Client.KillSwitch.Kills.Count > 0 || _given.Status.Stage == 0);
    }

    private Task StartAsync(string bound = "")
    {
        _given.Source.Update(
            GuardScenario.Document(
                $$"""{ "silence": "1.00:00:00"{{bound}} }""", """{ "percent": 50, "ramp": { "steps": [5, 50], "hold": "01:00:00" } }"""));
        return _given.StartAsync(o => o.UseGuardFile(_given.Path("evidence")).UseStateFile(_given.Path("state")));
    }

    /// <summary>A fifth of the users err: others each day, or the same few.</summary>
    private async Task LiveADayAsync(bool isChronic, double ratio = 1)
    {
        for (var look = 0; look < LooksADay; look++)
        {
            for (var i = 0; i < UsersADay / LooksADay; i++)
            {
                var user = isChronic ? (look * UsersADay / LooksADay) + i : _visits++;
                var visit = _given.Client.Evaluate("f",
                    EvaluationContext.ForUser("shopper-" + user.ToString(CultureInfo.InvariantCulture)));
                var rate = 0.2 * (visit.Arm == RolloutArm.Treatment ? ratio : 1);
                var isError = isChronic ? user % 5 == 0 : _random.NextDouble() < rate;
                _given.Client.Guard.Record(visit, isError ? GuardOutcome.Error : GuardOutcome.Success, TimeSpan.FromMilliseconds(20));
            }

            await _given.Client.LookAtGuardsAsync();
            _given.Time.Advance(TimeSpan.FromDays(1) / LooksADay);
            await _given.Client.LookAtGuardsAsync();
            if (_given.Status.Stage > 0) return;
        }
    }
}
