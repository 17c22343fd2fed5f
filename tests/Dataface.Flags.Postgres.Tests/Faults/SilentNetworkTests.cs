using System.Text;
using Dataface.Flags.Postgres.Tests.Definitions;
using Dataface.Flags.State;
using Dataface.Flags.Tests;
using Dataface.Flags.Tests.Http;
using Npgsql;

namespace Dataface.Flags.Postgres.Tests.Faults;

/// <summary>The database's network loses what it is given, and no connection says so.</summary>
[TestFixture, NonParallelizable]
internal sealed class SilentNetworkTests : DatabaseFixture
{
    private const string Patient = "Timeout=300;Command Timeout=300;Cancellation Timeout=60000;Keepalive=0;";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    private FaultyProxy _network = null!;
    private LogRecorder _log = null!;

    [SetUp]
    public async Task Open()
    {
        (_network, _log) =
            (new FaultyProxy(new Uri($"tcp://127.0.0.1:{new NpgsqlConnectionStringBuilder(Database.ConnectionString).Port}")), new());
        await new PostgresFlagDefinitionStore(Database.Shared).PublishAsync(Publication.Change(), Document, default);
    }

    [TearDown]
    public async Task Close()
    {
        await _network.DisposeAsync();
    }

    [TestCase(Loss.All, "")]
    [TestCase(Loss.All, "SSL Mode=Disable;")]
    [TestCase(Loss.All, Patient)]
    [TestCase(Loss.All, Patient + "SSL Mode=Disable;")]
    [TestCase(Loss.All, "Timeout=0;Command Timeout=0;Cancellation Timeout=0;SSL Mode=Disable;Multiplexing=true;Maximum Pool Size=1;")]
    [TestCase(Loss.Answers, "")]
    [TestCase(Loss.Answers, Patient + "SSL Mode=Disable;")]
    [TestCase(Loss.Connects, "")]
    [TestCase(Loss.Connects, Patient)]
    [Rule("a silent peer does not look fresh")]
    public async Task Network_LosesEverything_IsStaleWithinTenSecondsAndAKillArrivesWithinTenAfterItIsBack(Loss loss, string settings)
    {
        await using var client = await StartAsync(settings);
        Assert.That((client.IsEnabled("checkout"), client.Status.IsStateStale), Is.EqualTo((true, false)));
        await _network.LoseAsync(loss);
        await Eventually.HoldsWithinAsync(Bound, () => client.Status.IsStateStale
            && client.Status.Providers[0].IsStale, "state and definitions are stale");
        await new PostgresFlagStateStore(Database.Shared).ApplyAsync(Kill, default);
        Assert.That(client.IsEnabled("checkout"), "what was known stays");
        var own = client.KillSwitch.KillAsync(new() { Flag = "own", By = "ops", Reason = "errors" }).AsTask();
        await Eventually.HoldsWithinAsync(Bound, () => own.IsCompleted, "a kill made meanwhile returns");
        Assert.That(own.Result.Reach, Is.EqualTo(StateReach.Local));

        _network.Heal();
        await Eventually.HoldsWithinAsync(Bound, () => !client.IsEnabled("checkout"), "the kill is in force");
        await Eventually.HoldsWithinAsync(
            Bound, () => !client.Status.IsStateStale && !client.Status.Providers[0].IsStale, "all is fresh, and the own kill is delivered");
        Assert.That((await new PostgresFlagStateStore(Database.Shared).LoadAsync("staging", default)).Kills.Keys,
            Is.EquivalentTo(["checkout", "own"]));
        await Eventually.HoldsAsync(() => _log.Count(3006) == 1, "the outage is told as over");
        Assert.That(_log.Events.Count(e => e.Level == Microsoft.Extensions.Logging.LogLevel.Error), Is.EqualTo(1), "one cause, one line");
    }

    [Test, Rule("one cause, one log line")]
    public async Task Password_NotKnownAnyMore_IsOneErrorUntilItIs()
    {
        await Database.RunAsync($"CREATE ROLE client_{Database.Name} LOGIN PASSWORD 'secret' IN ROLE dataface_flags_operator");
        var settings = new NpgsqlConnectionStringBuilder(
            Database.ConnectionString)
        { Username = $"client_{Database.Name}", Password = "secret" };
        await using var client = await StartAsync(settings);
        await Database.RunAsync($"ALTER ROLE client_{Database.Name} PASSWORD 'other'");
        await Database.CutAsync();
        await Eventually.HoldsAsync(() => client.Status.IsStateStale && client.Status.Providers[0].IsStale, "it shows");
        await Eventually.HoldsAsync(() => _log.Events.Count(e => e.Id is 2004 or 3001) > 5, "it is tried again");
        await Database.RunAsync($"ALTER ROLE client_{Database.Name} PASSWORD 'secret'");
        await Eventually.HoldsAsync(
            () => !client.Status.IsStateStale && !client.Status.Providers[0].IsStale && _log.Count(3006) > 0, "it has recovered");
        var errors = _log.Events.Where(e => e.Level == Microsoft.Extensions.Logging.LogLevel.Error).Select(e => e.Text).ToList();
        Assert.That(errors.Count(e => e.Contains("28P01", StringComparison.Ordinal)), Is.EqualTo(1), string.Join('\n', errors));
        Assert.That(errors, Has.Count.LessThanOrEqualTo(2), "at most one more, for the connections that were cut");
        Assert.That(_log.Count(3006), Is.LessThanOrEqualTo(errors.Count), "one line for each cause that is over");
    }

    private async Task<FlagClient> StartAsync(string settings)
    {
        return await StartAsync(new NpgsqlConnectionStringBuilder(settings + Database.ConnectionString));
    }

    private async Task<FlagClient> StartAsync(NpgsqlConnectionStringBuilder connection)
    {
        connection.Port = _network.Address.Port;
        return await FlagClient.StartAsync(
            o =>
            {
                (o.Environment, o.KillTimeout) = ("staging", TimeSpan.FromSeconds(3));
                o.UsePostgres(connection.ConnectionString);
            },
            _log);
    }

    private static StateChange Kill => Publication.Change(StateAction.Kill) with { Environment = "staging", Flag = "checkout" };

    private static byte[] Document => Encoding.UTF8.GetBytes(
        $$"""
        { "schema": 1, "flags": { "checkout": { "owner": "t", "created": "{{Day(-1)}}", "expires": "{{Day(60)}}",
        "environments": { "staging": { "serve": "on" } } } } }
        """);

    private static string Day(int days) =>
        DateOnly.FromDateTime(DateTime.UtcNow).AddDays(days).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
