using System.Text;
using Dataface.Flags.Postgres.Tests.Definitions;
using Dataface.Flags.State;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Postgres.Tests.Faults;

[TestFixture]
internal sealed class OutageTests
{
    private static byte[] Document => Encoding.UTF8.GetBytes(
        $$"""
        { "schema": 1, "flags": { "checkout": { "owner": "t", "created": "{{Day(-1)}}", "expires": "{{Day(60)}}",
        "environments": { "staging": { "serve": "on" } } } } }
        """);

    [Test, Rule("production is sacred")]
    public async Task IsEnabled_ServerCrashesAndComesBack_AnswersAllTheTimeAndHearsOfTheNextKill()
    {
        _ = TestDatabase.Server;
        await using var cluster = new Cluster();
        await cluster.StartAsync();
        await using var database = await TestDatabase.CreateAsync(cluster.Server);
        await new PostgresFlagDefinitionStore(database.Shared).PublishAsync(Publication.Change(), Document, default);
        await using var client = await FlagClient.StartAsync(o =>
        {
            o.Environment = "staging";
            o.UsePostgres(database.ConnectionString);
        });
        var user = EvaluationContext.ForUser("user-1");
        Assert.That(client.IsEnabled("checkout", user), "before");

        using var stopping = new CancellationTokenSource();
        var evaluating = Task.Run(() =>
        {
            var (answers, wrong) = (0L, 0L);
            for (; !stopping.IsCancellationRequested; answers++)
            {
                if (!client.IsEnabled("checkout", user)) wrong++;
            }

            return (answers, wrong);
        });
        await cluster.CrashAsync();
        var undelivered = await client.KillSwitch.KillAsync(new() { Flag = "other", By = "ops", Reason = "while it is down" });
        await cluster.StartAsync();
        await stopping.CancelAsync();
        var (asked, off) = await evaluating;
        Assert.That((asked > 0, off), Is.EqualTo((true, 0L)));
        Assert.That(undelivered.Reach, Is.EqualTo(StateReach.Local), "nobody may be told that it got further");

        var elsewhere = new PostgresFlagStateStore(database.Open());
        await Eventually.HoldsAsync(
            () => elsewhere.LoadAsync("staging", default).AsTask().Result.Kills.ContainsKey("other"),
            "the kill made meanwhile is delivered");
        await elsewhere.ApplyAsync(Publication.Change(StateAction.Kill) with { Environment = "staging", Flag = "checkout" }, default);
        await Eventually.HoldsAsync(() => !client.IsEnabled("checkout", user), "a kill elsewhere arrives");
    }

    private static string Day(int days) =>
        DateOnly.FromDateTime(DateTime.UtcNow).AddDays(days).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
