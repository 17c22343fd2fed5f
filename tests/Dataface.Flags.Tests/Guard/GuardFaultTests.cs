using Dataface.Flags.Guard;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Tests.Guard;

/// <summary>What fails for one rollout is that rollout's affair.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class GuardFaultTests : IAsyncDisposable
{
    private readonly GuardScenario _given = new();

    public ValueTask DisposeAsync() => _given.DisposeAsync();

    [Test]
    [Rule("what harms is switched off")]
    public async Task Look_EvidenceOfAnotherFlagIsDamaged_HarmIsSwitchedOffAllTheSame()
    {
        const string Other = """
            "damaged": { "owner": "team", "created": "2026-11-01", "expires": "2027-01-01", "guard": {},
              "environments": { "production": { "rollout": { "percent": 5 } } } }, "f":
            """;
        _given.Source.Update(GuardScenario.Document().Replace("\"f\":", Other, StringComparison.Ordinal));
        var store = new DamagedEvidence(new InMemoryGuardEvidenceStore(_given.Time));
        await _given.StartAsync(options => options.UseGuardEvidence(store));
        for (var i = 0; i < 10 && _given.Client.KillSwitch.Kills.Count == 0; i++) await _given.ComeAsync(1_000, 0.02, 10);
        Assert.That(_given.Client.KillSwitch.Kills.Single().Flag, Is.EqualTo("f"));
        var said = _given.Log.Events.Count(e => e is { Id: 5011, Level: LogLevel.Error });
        Assert.That(said, Is.EqualTo(1), "said once, however often it fails");
    }

    /// <summary>Counts of one flag have lost what they count.</summary>
    private sealed class DamagedEvidence(IGuardEvidenceStore store) : IGuardEvidenceStore
    {
        public string Name => store.Name;

        public ValueTask AddAsync(GuardReport report, CancellationToken cancellationToken) => store.AddAsync(report, cancellationToken);

        public async ValueTask<GuardEvidence> ReadAsync(GuardEpoch epoch, int fromBucket, CancellationToken cancellationToken)
        {
            var evidence = await store.ReadAsync(epoch, fromBucket, cancellationToken);
            return epoch.Rollout.Contains("damaged", StringComparison.Ordinal)
                ? evidence with { Counts = [GuardCounts.Of(evidence.Bucket, null!, 0, 0, 1)] } : evidence;
        }
    }
}
