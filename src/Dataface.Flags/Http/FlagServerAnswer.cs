using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Dataface.Flags.Http;

/// <summary>Makes of a server's refusal an exception with the server's own words.</summary>
internal static class FlagServerAnswer
{
    private const int MaxProblemBytes = 64 * 1024;

    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(5);

    public static async Task<FlagServerException> RefusalAsync(
        string server, HttpResponseMessage response, TimeProvider time, CancellationToken cancellationToken)
    {
        var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        var (words, problems) = await WordsAsync(response, cancellationToken).ConfigureAwait(false);
        return new FlagServerException($"'{server}' answered {status}: {words ?? response.StatusCode.ToString()}")
        {
            Status = response.StatusCode,
            Problems = problems,
            IsTransient = response.StatusCode
                is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError,
            RetryAfter = RetryAfter(response, time.GetUtcNow()),
            IsStreamUnavailable = response.StatusCode
                is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotAcceptable
                    or HttpStatusCode.NotImplemented,
        };
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        var wanted = response.Headers.RetryAfter?.Delta ?? (response.Headers.RetryAfter?.Date - now);
        if (wanted is not { } wait) return null;
        return TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, LongestRetryAfter.Ticks));
    }

    /// <summary>Title and detail of a problem (RFC 9457), with what a refused document lists; null when the answer is none.</summary>
    private static async Task<(string? Words, IReadOnlyList<string> Problems)> WordsAsync(
        HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "text/plain")) return (null, []);
        try
        {
            var body = await ResponseBody.ReadAsync(response, MaxProblemBytes, cancellationToken).ConfigureAwait(false);
            if (response.Content.Headers.ContentType.MediaType == "text/plain") return (Encoding.UTF8.GetString(body.Span).Trim(), []);
            var problem = JsonElement.Parse(body.Span);
            string?[] words = [Text(problem, "title"), Text(problem, "detail")];
            return (string.Join(". ", words.Where(w => !string.IsNullOrWhiteSpace(w))) is { Length: > 0 } text ? text : null,
                Problems(problem));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or IOException or InvalidDataException)
        {
            return (null, []);
        }
    }

    private static IReadOnlyList<string> Problems(JsonElement problem) =>
        problem.TryGetProperty("problems", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(p => p.ToString())] : [];

    private static string? Text(JsonElement problem, string name) =>
        problem.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
