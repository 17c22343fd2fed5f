using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Http;

namespace Dataface.Flags.Simulations.Fleet;

/// <summary>Changes flags through a server's routes, as an operator does.</summary>
internal sealed class Operator(ServerProcess server)
{
    /// <summary>Kills a flag, or restores it.</summary>
    public async Task<Acknowledgement> ChangeAsync(string flag, bool isKill)
    {
        var called = Stopwatch.GetTimestamp();
        using var answer = await server.Client.PostAsJsonAsync(
            $"/api/flags/{flag}/{(isKill ? "kill" : "restore")}", new { environment = "production", reason = "measured" });
        var acknowledged = Stopwatch.GetTimestamp();
        var body = await ReadAsync(answer);
        return FeedCursor.TryParse(body.GetProperty("cursor").GetString(), out var cursor)
            ? new(called, acknowledged, cursor)
            : throw new InvalidDataException("The answer has no cursor.");
    }

    /// <summary>Puts a document in force, whichever was before.</summary>
    public async Task<Acknowledgement> PublishAsync(string document)
    {
        using var current = await server.Client.GetAsync(new Uri("/api/flags", UriKind.Relative));
        using var request =
            new HttpRequestMessage(
                HttpMethod.Put, "/api/flags")
            { Content = new StringContent(document, Encoding.UTF8, "application/json") };
        if (current.IsSuccessStatusCode) request.Headers.IfMatch.Add(current.Headers.ETag!);
        else request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        var called = Stopwatch.GetTimestamp();
        using var answer = await server.Client.SendAsync(request);
        var acknowledged = Stopwatch.GetTimestamp();
        var body = await ReadAsync(answer);
        return new(called, acknowledged, new("", body.GetProperty("number").GetInt32(), 0));
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonElement.Parse(text)
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{(int)answer.StatusCode}: {text}"));
    }
}

/// <summary>A change that the server has answered 200: it is durable.</summary>
/// <param name="Called">When it was sent.</param>
/// <param name="At">When the answer had come.</param>
/// <param name="Cursor">Where the feed stood then.</param>
internal sealed record Acknowledgement(long Called, long At, FeedCursor Cursor);
