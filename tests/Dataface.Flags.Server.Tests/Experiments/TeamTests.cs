using System.Net;
using System.Net.Http.Json;
using Dataface.Flags.Server.Tests.Board;

namespace Dataface.Flags.Server.Tests.Experiments;

/// <summary>What a key of a team may do, and that there is nothing else for it.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class TeamTests(bool isPostgres)
{
    private const string Experiments = "/api/experiments";

    private TeamWorld _world = null!;

    [SetUp]
    public async Task StartAsync() => _world = await TeamWorld.StartAsync(isPostgres);

    [TearDown]
    public async Task StopAsync()
    {
        if (_world is not null) await _world.DisposeAsync();
    }

    [Test]
    [Rule("a team sees its own experiments")]
    public async Task List_OfATeam_HasItsOwnAndOfNoTeamAll()
    {
        Assert.That(await IdsAsync(_world.Client, Experiments, "id"), Is.EqualTo(new[] { TeamWorld.Own }));
        Assert.That(await IdsAsync(_world.Server.Admin, Experiments, "id"), Is.EqualTo(new[] { TeamWorld.Own, TeamWorld.Foreign }));
    }

    [Test]
    public async Task Refreshes_OfATeam_AreThoseOfItsExperimentsUpToTheLimit()
    {
        await TeamWorld.OkAsync(
            _world.Client, HttpMethod.Post, $"{Experiments}/{TeamWorld.Own}/kpis", JsonContent.Create(ExperimentDocument.Results()));
        await TeamWorld.OkAsync(_world.Server.Admin, HttpMethod.Post, $"{Experiments}/{TeamWorld.Foreign}/kpis",
            JsonContent.Create(ExperimentDocument.Results()));
        var all = await TeamWorld.OkAsync(_world.Client, HttpMethod.Get, "/api/refreshes");
        Assert.That(all.EnumerateArray().Select(r => r.GetProperty("jobName").GetString()),
            Is.EqualTo(new[] { TeamWorld.Own, TeamWorld.Own }));
        Assert.That(all[0].GetProperty("id").GetInt64(), Is.GreaterThan(all[1].GetProperty("id").GetInt64()), "the last one first");
        Assert.That(await IdsAsync(_world.Client, "/api/refreshes?limit=1", "jobName"), Is.EqualTo(new[] { TeamWorld.Own }),
            "another team's load does not use the limit up");
        Assert.That(await IdsAsync(_world.Server.Admin, "/api/refreshes?limit=3", "jobName"),
            Is.EqualTo(new[] { TeamWorld.Foreign, TeamWorld.Own, TeamWorld.Foreign }));
        await TeamWorld.RefusedAsync(_world.Client, HttpMethod.Get, "/api/refreshes?limit=0", HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task ServiceLevels_OfATeam_AreMeasuredOnItsExperiments()
    {
        async Task<long> LoadsAsync(HttpClient client) =>
            (await TeamWorld.OkAsync(client, HttpMethod.Get, $"{Experiments}/service-levels")).GetProperty("failedLoads")
                .GetProperty("count").GetInt64();
        Assert.That((await LoadsAsync(_world.Client), await LoadsAsync(_world.Server.Admin)), Is.EqualTo((1, 2)));
    }

    [Test]
    public async Task Post_WithoutAnOwner_IsTheTeams()
    {
        var added = await TeamWorld.OkAsync(_world.Client, HttpMethod.Post, Experiments,
            JsonContent.Create(new { name = "Two pages", hypothesis = "More.", kpis = new[] { "orders" } }));
        Assert.That(added.GetProperty("owner").GetString(), Is.EqualTo(TeamWorld.Team));
        Assert.That(await IdsAsync(_world.Client, Experiments, "id"), Has.Member("two-pages"));
    }

    [Test]
    public async Task Post_WithAnotherOwner_IsRefusedAndNothingIsAdded([Values] bool isDocument)
    {
        using HttpContent body = isDocument
            ? TeamWorld.Yaml(ExperimentDocument.Yaml("two-pages", owner: TeamWorld.OtherTeam))
            : JsonContent.Create(new { name = "Two pages", hypothesis = "More.", kpis = new[] { "orders" }, owner = TeamWorld.OtherTeam });
        var reason = await TeamWorld.RefusedAsync(_world.Client, HttpMethod.Post, Experiments, HttpStatusCode.Forbidden, body);
        Assert.That(reason, Does.Contain($"team '{TeamWorld.Team}' only, and the owner of this one is '{TeamWorld.OtherTeam}'"));
        Assert.That(await IdsAsync(_world.Server.Admin, Experiments, "id"), Has.No.Member("two-pages"));
    }

    [Test]
    public async Task Put_DocumentOfAnotherOwner_GivesNothingAway()
    {
        const string Document = $"{Experiments}/{TeamWorld.Own}/document";
        await TeamWorld.RefusedAsync(_world.Client, HttpMethod.Put, Document, HttpStatusCode.Forbidden,
            TeamWorld.Yaml(ExperimentDocument.Yaml(owner: TeamWorld.OtherTeam)));
        var own = ExperimentDocument.Yaml().Replace("One-page checkout", "Shorter checkout", StringComparison.Ordinal);
        var replaced = await TeamWorld.OkAsync(_world.Client, HttpMethod.Put, Document, TeamWorld.Yaml(own));
        Assert.That((replaced.GetProperty("name").GetString(), replaced.GetProperty("owner").GetString()),
            Is.EqualTo(("Shorter checkout", TeamWorld.Team)));
    }

    [Test]
    public async Task Events_WithAKeyOfATeam_AreRefusedBecauseTheyCountForAll(
        [Values("/api/events", $"{Experiments}/{TeamWorld.Own}/events")] string route) =>
        Assert.That(await TeamWorld.RefusedAsync(_world.Client, HttpMethod.Post, route, HttpStatusCode.Forbidden,
            JsonContent.Create(Array.Empty<int>())), Does.Contain("use a key without a team"));

    [Test]
    public async Task Step_BesideAnotherTeamsExperiment_IsRefusedByItsName()
    {
        foreach (var (id, client) in new[] { (TeamWorld.Foreign, await _world.Server.ApproverAsync()), (TeamWorld.Own, _world.Client) })
        {
            await TeamWorld.OkAsync(
                client, HttpMethod.Post, $"{Experiments}/{id}/status", JsonContent.Create(new { to = "approved", reason = "agreed" }));
        }

        await TeamWorld.OkAsync(_world.Server.Admin, HttpMethod.Post, $"{Experiments}/{TeamWorld.Foreign}/status",
            JsonContent.Create(new { to = "running", reason = "out" }));
        var refused = await TeamWorld.RefusedAsync(
            _world.Client, HttpMethod.Post, $"{Experiments}/{TeamWorld.Own}/status", HttpStatusCode.Conflict,
            JsonContent.Create(new { to = "running", reason = "out" }));
        Assert.That(refused, Does.Contain(TeamWorld.Foreign), "users are shared by teams");
    }

    [Test]
    public async Task Board_SignedInWithAKeyOfATeam_ShowsItsOwn()
    {
        using var visitor = await BoardVisitor.SignInAsync(_world.Server, await _world.MakeKeyAsync("ann", "read"));
        Assert.That(await visitor.ReadAsync("/experiments"),
            Does.Contain("1 experiments").And.Contain(TeamWorld.Team).And.Not.Contain(TeamWorld.Mark));
        using var page = await visitor.GetAsync($"/experiments/{TeamWorld.Foreign}");
        Assert.That(page.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        using var everybody = await BoardVisitor.SignInAsync(_world.Server, _world.Server.AdminSecret);
        Assert.That(await everybody.ReadAsync("/experiments"),
            Does.Contain("2 experiments").And.Contain("nobody has registered yet: zebra-unregistered"));
    }

    [Test]
    public async Task Board_ExperimentUnderTheNameOfAnotherTeamsDocument_DoesNotShowTheDocument()
    {
        await TeamWorld.OkAsync(_world.Client, HttpMethod.Post, Experiments,
            JsonContent.Create(new { id = "zebra-unregistered", name = "Mine", hypothesis = "A guess.", kpis = new[] { "orders" } }));
        using var visitor = await BoardVisitor.SignInAsync(_world.Server, await _world.MakeKeyAsync("ann", "read"));
        Assert.That(await visitor.ReadAsync("/experiments/zebra-unregistered"),
            Does.Contain("has another owner").And.Not.Contain("nobody has to go back"));
    }

    private static async Task<IEnumerable<string?>> IdsAsync(HttpClient client, string path, string name) =>
        (await TeamWorld.OkAsync(client, HttpMethod.Get, path)).EnumerateArray().Select(e => e.GetProperty(name).GetString());
}
