using System.Net.Http.Json;
using System.Text.Json;
using Dataface.Flags.Documents;
using Dataface.Flags.Guard;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.Server.Tests.Incidents;

/// <summary>What the operator's minute says of guards, by the evidence that services have sent.</summary>
[TestFixture]
internal sealed class GuardIncidentTests
{
    private readonly ManualTimeProvider _clock = new(DateTimeOffset.UtcNow);

    [Test, Rule("operators can believe the answer")]
    public async Task Guards_OneSeesHarmAndOneHearsNothing_AreBothListedWithTheirRemedy()
    {
        await using var server = await TestServer.StartAsync(null, services => services.AddSingleton<TimeProvider>(_clock));
        (await server.PublishAsync(TestDocument.WithGuard("harmful", "unheard"))).Dispose();
        var (harmful, unheard) = (await BeginAsync(server, "harmful"), await BeginAsync(server, "unheard"));
        for (var look = 1; look <= 20; look++)
        {
            await AddAsync(server, harmful, look, ("errors", 0), ("seen", 0), ("seen", -1));
            await AddAsync(server, unheard, look, ("seen", 0), ("seen", -1));
            _clock.Advance(TimeSpan.FromSeconds(10));
        }

        var guards = await GuardsAsync(server);
        Assert.That(guards.Select(Shown), Is.EqualTo(new[] { "harmful: evidence" }));
        Assert.That(guards[0].GetProperty("evidence").GetString(), Does.StartWith("10^"));
        Assert.That(guards[0].GetProperty("says").GetString(), Is.Not.Empty);
        Assert.That(guards[0].GetProperty("undo").GetProperty("arguments").EnumerateArray().Select(word => word.GetString()), Is.EqualTo(
            new[] { "kill", "harmful", "--environment", "production", "--reason", "the guard's evidence of errors" }));

        _clock.Advance(GuardDefinition.DefaultSilence);
        Assert.That((await GuardsAsync(server)).Select(Shown), Is.EqualTo(new[] { "harmful: evidence", "unheard: silent" }));
        (await server.KillAsync("harmful")).Dispose();
        Assert.That((await GuardsAsync(server)).Select(Shown), Is.EqualTo(new[] { "unheard: silent" }));
    }

    private static string Shown(JsonElement guard) => $"{guard.GetProperty("flag")}: {guard.GetProperty("cause")}";

    private static async Task<JsonElement[]> GuardsAsync(TestServer server) =>
        [.. (await server.Admin.GetFromJsonAsync<JsonElement>("/api/incident")).GetProperty("guards").EnumerateArray()];

    /// <summary>Some instance begins to watch.</summary>
    private async Task<GuardEpoch> BeginAsync(TestServer server, string flag)
    {
        var client = await server.App.Services.GetRequiredService<EnvironmentClients>().GetAsync("production", CancellationToken.None);
        await Eventually.HoldsAsync(() => client.Pin().Find(flag) is not null, "the server's own view knows the flag");
        var rollout = client.Pin().Find(flag)!.Otherwise.Rollout!;
        var change = new StateChange
        {
            Environment = "production",
            Action = StateAction.Advance,
            Flag = flag,
            By = "guard",
            From = "test",
            Reason = "It begins.",
            At = _clock.GetUtcNow(),
            Rollout = rollout.Identity.Id,
            MilliPercent = rollout.MilliPercent,
        };
        await server.App.Services.GetRequiredService<ServerStorage>().State.ApplyAsync(change, CancellationToken.None);
        return new(rollout.Identity.Id, 1, change.At);
    }

    private static async Task AddAsync(TestServer server, GuardEpoch epoch, int look, params (string Signal, int Treatment)[] seen)
    {
        var report = new GuardReport
        {
            Epoch = epoch,
            Instance = Guid.Parse("7d9e8d52-8d5c-4b7e-9c50-000000000001"),
            Sequence = look,
            Observations = [.. seen.Select(one => new GuardObservation
            {
                Signal = one.Signal,
                Treatment = one.Treatment,
                Unit = (ulong)((look * 10) - one.Treatment),
                Bin = 0,
            })],
        };
        await server.App.Services.GetRequiredService<ServerStorage>().Evidence.AddAsync(report, CancellationToken.None);
    }
}
