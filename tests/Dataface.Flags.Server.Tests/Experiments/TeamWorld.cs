using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Postgres.Tests;

namespace Dataface.Flags.Server.Tests.Experiments;

/// <summary>A server with an experiment of each of two teams, both with results, and a key of one team.</summary>
internal sealed class TeamWorld : IAsyncDisposable
{
    public const string Team = "team-payments";
    public const string Own = "one-page";

    /// <summary>Whatever of the other team could show has this in it.</summary>
    public const string Mark = "zebra";

    public const string OtherTeam = "team-zebra";
    public const string Foreign = "zebra-page";

    private readonly TestDatabase? _database;
    private readonly TemporaryFolder _folder = new();

    private TeamWorld(TestDatabase? database) => _database = database;

    public TestServer Server { get; private set; } = null!;

    /// <summary>With a key of the team that may do whatever a team's key may.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <summary>Where it keeps everything; null for a folder.</summary>
    public TestDatabase? Database => _database;

    public static async Task<TeamWorld> StartAsync(bool isPostgres)
    {
        var world = new TeamWorld(isPostgres ? await TestDatabase.CreateAsync() : null);
        string[] storage = world._database is { } database ? ["--postgres", database.ConnectionString] : [];
        world.WriteDocument("zebra-unregistered", OtherTeam);
        var server = world.Server = await TestServer.StartAsync(null, ["--experiments", world._folder["documents"], .. storage]);
        world.Client = server.Client(await world.MakeKeyAsync("payments", "read", "operate", "report", "evaluate"));
        (await server.PublishAsync(TestDocument.Experiment("checkout-v2"))).Dispose();
        foreach (var (id, owner) in new[] { (Own, Team), (Foreign, OtherTeam) })
        {
            await OkAsync(server.Admin, HttpMethod.Post, "/api/experiments", Yaml(ExperimentDocument.Yaml(id, owner: owner)));
            await OkAsync(server.Admin, HttpMethod.Post, $"/api/experiments/{id}/kpis", JsonContent.Create(ExperimentDocument.Results()));
        }

        return world;
    }

    /// <summary>Puts a document beside the code.</summary>
    public void WriteDocument(string id, string owner)
    {
        Directory.CreateDirectory(_folder["documents"]);
        File.WriteAllText(Path.Combine(_folder["documents"], id + ".yaml"),
            ExperimentDocument.Yaml(id, owner: owner).Replace("One-page checkout", $"Of {owner}", StringComparison.Ordinal));
    }

    public Task<string> MakeKeyAsync(string name, params string[] scopes) => Server.MakeKeyAsync(new { name, scopes, team = Team });

    public static StringContent Yaml(string document) => new(document, Encoding.UTF8, "application/yaml");

    /// <summary>Asks for what must succeed.</summary>
    public static async Task<JsonElement> OkAsync(HttpClient client, HttpMethod method, string path, HttpContent? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        using var answer = await client.SendAsync(request);
        return await TestServer.JsonAsync(answer);
    }

    /// <summary>Asks for what must be refused, and gives the reason.</summary>
    public static async Task<string> RefusedAsync(
        HttpClient client, HttpMethod method, string path, HttpStatusCode status, HttpContent? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(status), text);
        return JsonElement.Parse(text).GetProperty("detail").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (Server is not null) await Server.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
        _folder.Dispose();
    }
}
