using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace Dataface.Flags.Server.Tests.Experiments;

/// <summary>The experiment <c>one-page</c>, brought to where data come in, by the server's routes.</summary>
internal static class RunningExperiment
{
    private const string Route = "/api/experiments/one-page";

    /// <summary>Adds it, with its flag, and starts it.</summary>
    public static async Task AddAsync(TestServer server)
    {
        (await server.PublishAsync(TestDocument.Experiment("checkout-v2"))).Dispose();
        await SendAsync(server, "/api/experiments", new StringContent(ExperimentDocument.Yaml(), Encoding.UTF8, "application/yaml"));
        foreach (var to in new[] { "approved", "running" })
        {
            await SendAsync(server, Route + "/status", JsonContent.Create(new { to, reason = "on" }), await server.ApproverAsync());
        }

    }

    /// <summary>Adds results that let it be shipped.</summary>
    public static Task LoadAsync(TestServer server) => SendAsync(server, Route + "/kpis", JsonContent.Create(ExperimentDocument.Results()));

    /// <summary>Adds another one, of which little is known yet.</summary>
    public static async Task AddDraftAsync(HttpClient client, string id)
    {
        using var answer = await client.PostAsJsonAsync(
            "/api/experiments", new { id, name = "A draft", hypothesis = "More orders.", kpis = new[] { "orders" } });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>What is kept of it: its document, data and audit. Not what follows from these at a moment, such as gates.</summary>
    public static async Task<string> KeptAsync(HttpClient client)
    {
        var parts = new List<string>();
        foreach (var part in new[] { "/document", "/audit" })
            parts.Add(await client.GetStringAsync(new Uri(Route + part, UriKind.Relative)));
        var experiment = await client.GetFromJsonAsync<System.Text.Json.JsonElement>(Route);
        return string.Join('\n',
            [.. parts, .. new[] { "status", "kpis", "exposures" }.Select(name => experiment.GetProperty(name).GetRawText())]);
    }

    private static async Task SendAsync(TestServer server, string route, HttpContent body, HttpClient? by = null)
    {
        using var answer = await (by ?? server.Admin).PostAsync(new Uri(route, UriKind.Relative), body);
        Assert.That(answer.StatusCode, Is.AnyOf(HttpStatusCode.OK, HttpStatusCode.Created), await answer.Content.ReadAsStringAsync());
    }
}
