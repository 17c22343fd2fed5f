using System.Globalization;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Recording;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.Guard;

/// <summary>One place that sends many fresh ids, to have a feature aborted or to hide its harm.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SourceTests : IAsyncDisposable
{
    private const string Guarded = """{ "source": "tenant" }""";

    private readonly GuardScenario _given = new();
    private readonly Random _random = new(3);
    private int _users;

    public ValueTask DisposeAsync() => _given.DisposeAsync();

    /// <summary>SipHash-2-4 of the bytes 00 to 07 under the key 00 to 0f, from the authors' own vectors.</summary>
    [Test]
    public void Key_OfTheAuthorsVector_GivesTheirHash() =>
        Assert.That(new SourceKey([.. Enumerable.Range(0, 16).Select(i => (byte)i)]).Hash(0x0706050403020100),
            Is.EqualTo(0x93f5f5799a932462));

    [TestCase(20, RolloutArm.Treatment)]
    [TestCase(50, RolloutArm.Treatment)]
    [TestCase(50, RolloutArm.Control)]
    [Rule("nobody steers a guard from one place")]
    public async Task OneSource_FreshIdsThatErrOnOneSide_HaveNothingAborted(int ids, RolloutArm side)
    {
        await _given.StartAtAsync(Guarded, 50);
        for (var i = 0; i < 40; i++) await ComeAsync(500, 0.02, 0.02, ids, side);
        Assert.That(_given.Client.KillSwitch.Kills, Is.Empty);
        Assert.That(_given.Status.Sources, Does.StartWith("Of each source one unit counts, and the strongest has "));
        Assert.That(_given.Status.Health, Is.EqualTo(GuardHealth.Watching), "the fresh ids make no side look short either");
    }

    [Test]
    [Rule("what harms is switched off")]
    public async Task OneSource_FreshIdsThatErrWithoutTheFeature_HideNoHarm()
    {
        var state = new InMemoryFlagStateStore();
        await _given.StartAtAsync(Guarded, 50, options => options.UseStateStore(state));
        for (var i = 0; i < 30 && _given.Client.KillSwitch.Kills.Count == 0; i++) await ComeAsync(500, 0.1, 0.02, 50, RolloutArm.Control);
        Assert.That(_given.Client.KillSwitch.Kills.Single().Reason, Does.StartWith("errors: "));
        var kill = await state.ReadAuditAsync(default).SingleAsync(r => r.Change.Action == StateAction.Kill);
        var record = AbortRecord.Parse(kill.Change.Evidence!);
        Assert.That(record.HasSources);
        Assert.That(GuardReplay.Run(record).LogE, Is.EqualTo(record.LogE));
    }

    [Test]
    public async Task OneSource_WithMoreThanAFifthOfTheUnits_CountsByUnitAndIsReported()
    {
        await _given.StartAtAsync(Guarded, 50);
        for (var i = 0; i < 40 && _given.Client.KillSwitch.Kills.Count == 0; i++) await ComeAsync(500, 0.1, 0.02, tenants: 3);
        Assert.That(_given.Client.KillSwitch.Kills, Has.Count.EqualTo(1), "three sources would give three units");
        Assert.That(_given.Status.Sources, Does.StartWith("One source has 3"));
    }

    [Test]
    [Rule("nobody steers a guard from one place")]
    public async Task OneSource_FreshIdsThatNameNoSource_HaveNothingAborted()
    {
        await _given.StartAtAsync(Guarded, 50);
        for (var i = 0; i < 40; i++) await ComeAsync(500, 0.02, 0.02, 20, RolloutArm.Treatment, from: null);
        Assert.That(_given.Client.KillSwitch.Kills, Is.Empty);
        Assert.That(_given.Status.Sources, Does.StartWith("Of each source one unit counts"));
    }

    [Test]
    public async Task Source_MissingForManyUnits_IsReported()
    {
        await _given.StartAtAsync(Guarded, 50);
        for (var i = 0; i < 10; i++) await ComeAsync(200, 0.02, 0.02, 100, side: null, from: null);
        Assert.That(_given.Status.Sources, Does.Match("The source of (2|3)\\d % of the units is not known"));
    }

    [Test]
    public async Task OneSource_WithMostUnitsOfOneSide_IsReportedAsLimited()
    {
        await _given.StartAtAsync(Guarded, 50);
        for (var i = 0; i < 20; i++) await ComeAsync(200, 0.02, 0.02, 80, RolloutArm.Treatment);
        Assert.That(_given.Client.KillSwitch.Kills, Is.Empty);
        Assert.That(_given.Status.Sources, Does.Match("Of each source one unit counts, and the strongest has 2\\d %"));
    }

    [Test]
    public async Task Source_NotInTheContext_IsReported()
    {
        await _given.StartAtAsync(Guarded, 50);
        for (var i = 0; i < 3; i++) await _given.ComeAsync(200, 0.02);
        Assert.That(_given.Status.Sources, Does.StartWith("The source of 100 % of the units is not known"));
    }

    /// <summary>Instances that share evidence and no secret would know one source by several hashes.</summary>
    [Test]
    public async Task Source_WithSharedEvidenceAndNoSecret_IsReportedAsUnknown()
    {
        await _given.StartAtAsync(Guarded, 50, options => options.UseGuardEvidence(new InMemoryGuardEvidenceStore(_given.Time)));
        for (var i = 0; i < 3; i++) await ComeAsync(200, 0.02, 0.02);
        Assert.That(_given.Status.Sources, Does.Contain("the same UnitSecret"));
    }

    [Test]
    public async Task Source_InAScope_IsKnownWithoutSayingSo()
    {
        var client = await _given.StartAtAsync(Guarded, 50);
        for (var i = 0; i < 300; i++)
        {
            using var scope = client.Guard.BeginScope();
            client.IsEnabled("f", EvaluationContext.ForUser($"u{i}").With("tenant", $"t{i % 50}"));
            scope.Complete(GuardOutcome.Success);
        }

        await client.LookAtGuardsAsync();
        _given.Time.Advance(TimeSpan.FromSeconds(10));
        await client.LookAtGuardsAsync();
        Assert.That(_given.Status.Sources, Does.StartWith("Of each source one unit counts, and the strongest has"));
    }

    /// <summary>Users of many tenants, and ids of one more tenant that have picked their side and err.</summary>
    private async Task ComeAsync(
        int users, double treatedRate, double otherRate, int ids = 0, RolloutArm? side = RolloutArm.Treatment, int tenants = 400,
        string? from = "attacker")
    {
        for (var i = 0; i < users; i++) Record(_random.Next(tenants).ToString(CultureInfo.InvariantCulture), null, treatedRate, otherRate);
        for (var tries = 0; ids > 0 && tries < 10_000; tries++) ids -= Record(from, side, 1, 1) ? 1 : 0;
        await _given.Client.LookAtGuardsAsync();
        _given.Time.Advance(TimeSpan.FromSeconds(10));
        await _given.Client.LookAtGuardsAsync();
    }

    private bool Record(string? tenant, RolloutArm? only, double treatedRate, double otherRate)
    {
        var context = EvaluationContext.ForUser("user-" + (_users++).ToString(CultureInfo.InvariantCulture));
        if (tenant is not null) context = context.With("tenant", tenant);
        var visit = _given.Client.Evaluate("f", context);
        if (only is { } side && visit.Arm != side) return false;
        var isError = _random.NextDouble() < (visit.Arm == RolloutArm.Treatment ? treatedRate : otherRate);
        _given.Client.Guard.Record(
            visit.ToGuardedUnit().From(context), isError ? GuardOutcome.Error : GuardOutcome.Success,
            TimeSpan.FromMilliseconds(20 + _random.Next(80)));
        return true;
    }
}
