using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace Dataface.Flags.Server.Tests.Experiments;

/// <summary>The experiment <c>one-page</c>, brought to where data come in, by the server's routes.</summary>
internal static class RunningExperiment
{
    private const string Route = "/api/experiments/one-page";

    /// <summary>Adds it, with its flag, and starts it.</summary>
    public static async Task AddAsync(TestServer server) => await AddAsync(server.Admin, await server.ApproverAsync());

    /// <summary>Adds it, with its flag, and has somebody else start it.</summary>
    public static async Task AddAsync(HttpClient admin, HttpClient approver)
    {
        using var flag = await Publishing.SendAsync(admin, TestDocument.Experiment("checkout-v2"));
        Assert.That(flag.IsSuccessStatusCode, Is.True, await flag.Content.ReadAsStringAsync());
        await SendAsync(admin, "/api/experiments", new StringContent(ExperimentDocument.Yaml(), Encoding.UTF8, "application/yaml"));
        foreach (var to in new[] { "approved", "running" })
            await SendAsync(approver, Route + "/status", JsonContent.Create(new { to, reason = "on" }));
    }

    /// <summary>Adds results that let it be shipped.</summary>
    public static Task LoadAsync(TestServer server) =>
        SendAsync(server.Admin, Route + "/kpis", JsonContent.Create(ExperimentDocument.Results()));

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

    private static async Task SendAsync(HttpClient by, string route, HttpContent body)
    {
        using var answer = await by.PostAsync(new Uri(route, UriKind.Relative), body);
        Assert.That(answer.StatusCode, Is.AnyOf(HttpStatusCode.OK, HttpStatusCode.Created), await answer.Content.ReadAsStringAsync());
    }
}
