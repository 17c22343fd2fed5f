using System.Net.Http.Json;
using System.Text.Json;

namespace Dataface.Flags.Server.Tests.Instances;

/// <summary>Reports as an SDK sends them, for tests that say something else.</summary>
internal static class Reports
{
    /// <summary>The body of a report.</summary>
    public static Dictionary<string, object?> Body(
        long sequence = 1, long applied = 0, string? token = null, string service = "shop") => new()
        {
            ["environment"] = "production",
            ["service"] = service,
            ["version"] = "1.2.3",
            ["sdk"] = "test/1",
            ["started"] = DateTimeOffset.UtcNow.AddMinutes(-1),
            ["sequence"] = sequence,
            ["lineage"] = "",
            ["applied"] = applied,
            ["token"] = token,
        };

    /// <summary>The same with something else in it.</summary>
    public static Dictionary<string, object?> With(this Dictionary<string, object?> body, string name, object? value)
    {
        body[name] = value;
        return body;
    }

    /// <summary>Sends a report; without an id one that asks for an id.</summary>
    public static Task<HttpResponseMessage> SendAsync(HttpClient client, Dictionary<string, object?> body, Guid? id = null) =>
        client.PostAsJsonAsync(id is null ? "/api/instances" : $"/api/instances/{id}", body);

    /// <summary>Reports for the first time.</summary>
    public static async Task<(Guid Id, string Token)> BeginAsync(HttpClient client, Dictionary<string, object?>? body = null)
    {
        using var answer = await SendAsync(client, body ?? Body());
        var ticket = await TestServer.JsonAsync(answer);
        return (ticket.GetProperty("id").GetGuid(), ticket.GetProperty("token").GetString()!);
    }

    /// <summary>Who is there.</summary>
    public static async Task<JsonElement> FleetAsync(TestServer server, HttpClient? by = null) =>
        await (by ?? server.Admin).GetFromJsonAsync<JsonElement>("/api/instances?environment=production");

    /// <summary>The statuses of all instances.</summary>
    public static async Task<string[]> StatusesAsync(TestServer server, HttpClient? by = null) =>
        [.. (await FleetAsync(server, by)).GetProperty("instances").EnumerateArray().Select(i => i.GetProperty("status").GetString()!)];

    /// <summary>Whether just so many instances are there, all up to date.</summary>
    public static bool AreCurrent(TestServer server, int count, HttpClient? by = null) =>
        StatusesAsync(server, by).Result is var statuses && statuses.Length == count && statuses.All(status => status == "current");

    /// <summary>Has an instance forgotten.</summary>
    public static Task<HttpResponseMessage> ForgetAsync(HttpClient client, object id, string environment = "production") =>
        client.PostAsJsonAsync($"/api/instances/{id}/forget", new { environment, reason = "its host is gone", by = "ada" });

    /// <summary>Kills a flag and waits for confirmations.</summary>
    public static Task<HttpResponseMessage> KillAsync(HttpClient client, string flag, double wait, Guid? id = null) =>
        client.PostAsJsonAsync(
            $"/api/flags/{flag}/kill", new { environment = "production", reason = "errors", wait, id = id ?? Guid.NewGuid() });
}
