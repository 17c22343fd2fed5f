using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Postgres.Tests.State;
using Dataface.Flags.Server.Hosting;
using Dataface.Flags.Server.Tests.Fleet;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Tests.Replicas;

/// <summary>A row that somebody has put into the trail past the rules is named, and freezes nothing.</summary>
[TestFixture]
internal sealed class ForeignRowTests
{
    private static readonly EvaluationContext Somebody = EvaluationContext.ForUser("user-42");

    [Test, Rule("one bad row freezes nothing")]
    public async Task Server_ForeignRowInTheTrail_ContinuesNamesItAndIsIntactAfterRecover()
    {
        await using var database = await TestDatabase.CreateAsync();
        string secret;
        await using (var server = await TestServer.StartAsync(null, "--postgres", database.ConnectionString))
        {
            secret = server.AdminSecret;
            (await server.PublishAsync(TestDocument.Of("checkout", "x", "other"))).Dispose();
            var key = await server.MakeKeyAsync("service", "read", "operate");
            await using var service = await Services.StartOneAsync(server.Address, key, null);
            await Eventually.HoldsAsync(() => service.IsEnabled("checkout", Somebody), "the document has arrived");

            await database.RunAsync(ForeignRow.Insert("""{"action":"kill","environment":"production","flag":"x"}""", 3));
            await ExpectFleetAsync(server, "checkout");
            await Eventually.HoldsAsync(() => !service.IsEnabled("checkout", Somebody), "kills go on");
            await Eventually.HoldsAsync(() => !service.IsEnabled("x", Somebody), "the row's kill counts");
            Assert.That(service.IsEnabled("other", Somebody), Is.True);
            (await server.PublishAsync(TestDocument.Of("checkout", "x", "other", "more"))).Dispose();
            Assert.That((await server.HistoryAsync()).Select(r => r.GetProperty("sequence").GetInt64()), Does.Contain(3L),
                "history names it");
        }

        await using var again = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        using var client = again.Client(secret);
        var state = (await client.GetFromJsonAsync<JsonElement>("/api/flags/production")).GetProperty("state");
        Assert.That(state.GetProperty("kills").EnumerateObject().Select(k => k.Name), Is.EquivalentTo(["checkout", "x"]),
            "after a restart");
        Assert.That(state.GetProperty("problems")[0].GetString(), Does.Contain("Row 3 of dataface_flags.audit")
            .And.Contain("counts as a kill of \"x\" in \"production\""));
        await Eventually.HoldsAsync(() => again.Log.Events.Any(e => e.Text.Contains("Row 3", StringComparison.Ordinal)),
            "the log names it");
        var broken = await VerifyAsync(client);
        Assert.That((broken.Fault, broken.Records), Is.EqualTo((AuditFault.Edited, 2L)));
        Assert.That(broken.Apart.Single(), Does.Contain("Row 3"));

        Assert.That(await ServerProgram.TryMaintainAsync(
            ["recover", "--postgres", database.ConnectionString, "--reason", "row 3 was looked into"]), Is.Zero);
        var recovered = await VerifyAsync(client);
        Assert.That((recovered.Fault, recovered.Apart.Count), Is.EqualTo((AuditFault.None, 1)),
            "it goes on behind the row, which stays named");
        Assert.That(await ServerProgram.TryMaintainAsync(["check", "--postgres", database.ConnectionString]), Is.Zero);
        await Eventually.HoldsAsync(
            () => !client.GetFromJsonAsync<JsonElement>("/api/flags/production").Result.GetProperty("state").TryGetProperty("problems",
                out _), "seen to");
        using var restored = await client.PostAsJsonAsync("/api/flags/x/restore",
            new { environment = "production", reason = "no kill of ours" });
        Assert.That((await TestServer.JsonAsync(restored)).GetProperty("reach").GetString(), Is.EqualTo("fleet"));
    }

    private static async Task ExpectFleetAsync(TestServer server, string flag) =>
        Assert.That((await TestServer.JsonAsync(await server.KillAsync(flag))).GetProperty("reach").GetString(), Is.EqualTo("fleet"));

    private static async Task<AuditVerification> VerifyAsync(HttpClient client)
    {
        var lines = (await client.GetStringAsync(new Uri("/api/audit", UriKind.Relative))).Split('\n',
            StringSplitOptions.RemoveEmptyEntries);
        return await AuditVerifier.VerifyAsync(Records().ToAsyncEnumerable());

        IEnumerable<AuditRecord> Records() => lines
            .Select(l => AuditCodec.TryRead(Encoding.UTF8.GetBytes(l), out var record) ? record : throw new InvalidDataException(l));
    }
}
