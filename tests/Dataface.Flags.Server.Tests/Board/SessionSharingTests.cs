using System.Globalization;
using System.Net;
using Dataface.Flags.Postgres.Tests;

namespace Dataface.Flags.Server.Tests.Board;

/// <summary>A session belongs to a person, not to the process that began it.</summary>
[TestFixture]
internal sealed class SessionSharingTests
{
    private const string Page = "/flags/production/checkout";

    [Test]
    public async Task Session_AfterARestart_Continues()
    {
        using var folder = new TemporaryFolder();
        var first = await TestServer.StartAsync(folder["data"]);
        using var visitor = await BoardVisitor.SignInAsync(first, first.AdminSecret);
        var page = await visitor.ReadAsync("/flags/production");
        await first.DisposeAsync();
        await using var second = await TestServer.StartAsync(folder["data"], "--urls", first.Address.AbsoluteUri);
        await visitor.ReadAsync("/flags/production");
        using var form = await visitor.PostAsync("/logout", ("__RequestVerificationToken", BoardVisitor.TokenOf(page)));
        Assert.That(form.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), "a form that the process before has shown");
    }

    [Test]
    public async Task Session_OverTwoReplicas_OpensPagesAndSendsFormsAtEither()
    {
        await using var database = await TestDatabase.CreateAsync();
        var first = await StartAsync(database);
        await using var second = await StartAsync(database);
        (await first.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        using var here = await BoardVisitor.SignInAsync(first, first.AdminSecret);
        using var there = here.At(second);

        // The second replica learns of the flag and of the first one's keys within moments, not before its next answer.
        await Eventually.HoldsAsync(
            () => there.GetAsync(Page).Result.StatusCode == HttpStatusCode.OK, "the session is known at the other replica");
        await Eventually.HoldsAsync(() => here.GetAsync(Page).Result.StatusCode == HttpStatusCode.OK, "the flag is known here");
        var confirm = await here.ReadAsync(Page + "/kill");
        using (var killed =
            await there.PostAsync(Page + "/kill", Fields(confirm))) Assert.That(
                killed.StatusCode, Is.EqualTo(HttpStatusCode.OK), "shown here, sent there");
        Assert.That(await first.HistoryAsync("action=kill&flag=checkout"), Has.Count.EqualTo(1));

        await first.DisposeAsync();
        await using var again = await StartAsync(database, "--urls", first.Address.AbsoluteUri);
        await Eventually.HoldsAsync(
            () => here.GetAsync(Page).Result.StatusCode == HttpStatusCode.OK, "the session outlives the replica that began it");
        var restore = await there.ReadAsync(Page + "/restore");
        using (var restored =
            await here.PostAsync(Page + "/restore", Fields(restore))) Assert.That(
                restored.StatusCode, Is.EqualTo(HttpStatusCode.OK), "shown there, sent here, after a restart");
        using var operatorThere = second.Client(first.AdminSecret);
        Assert.That(await operatorThere.GetStringAsync(new Uri("/api/flags/history?action=restore&flag=checkout", UriKind.Relative)),
            Does.Contain("a drill"));
    }

    private static Task<TestServer> StartAsync(TestDatabase database, params string[] args) =>
        TestServer.StartAsync(null, ["--postgres", database.ConnectionString, .. args]);

    private static (string Name, string Value)[] Fields(string page) =>
        [("__RequestVerificationToken", BoardVisitor.TokenOf(page)), ("id", Guid.NewGuid().ToString("D", CultureInfo.InvariantCulture)),
            ("reason", "a drill")];
}
