using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dataface.Flags.Values;

namespace Dataface.Flags.Server.Problems;

/// <summary>An answer that says no, as RFC 9457 has it.</summary>
/// <param name="Code">What programs go by; docs/server.md lists all.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">What it is, the same for all of a code.</param>
/// <param name="Detail">What, where, why, and what to do instead.</param>
internal sealed record Problem(string Code, int Status, string Title, string Detail)
{
    /// <summary>Answers are JSON, never a part of a page, so that words can be read as they are.</summary>
    private static readonly ProblemJson Json =
        new(new JsonSerializerOptions(ProblemJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Names the kind of problem.</summary>
    public string Type => "/problems/" + Code;

    /// <summary>What is wrong with a document that was refused.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Problems { get; init; }

    /// <summary>Seconds until it makes sense to ask again.</summary>
    [JsonIgnore]
    public int? RetryAfter { get; init; }

    public static Problem Unauthorized(bool hasKey) => new(
        "unauthorized",
        StatusCodes.Status401Unauthorized,
        "No valid key",
        hasKey ? "The key is not known, or was revoked. Ask an administrator for a new one."
            : "There is no key. Send one, as in 'Authorization: Bearer dff_…'.");

    public static Problem Forbidden(string detail) => new("forbidden", StatusCodes.Status403Forbidden, "The key may not do this", detail);

    public static Problem TooManyRequests(int seconds) =>
        new("too-many-requests", StatusCodes.Status429TooManyRequests, "Too many requests",
            $"This key asks more often than it may. Ask again in {seconds} s.")
        { RetryAfter = seconds };

    public static Problem NotFound(string detail) => new("not-found", StatusCodes.Status404NotFound, "Not found", detail);

    public static Problem Malformed(string detail) =>
        new("malformed", StatusCodes.Status400BadRequest, "The request cannot be understood", detail);

    public static Problem TooLarge(long limit) =>
        new("too-large", StatusCodes.Status413PayloadTooLarge, "The request is too large",
            $"The body is larger than {limit} bytes. Send less, or have the server's limit raised.");

    public static Problem Conflict(string detail) =>
        new("conflict", StatusCodes.Status412PreconditionFailed, "Another document is in force", detail);

    public static Problem ConditionMissing(string detail) =>
        new("condition-missing", StatusCodes.Status428PreconditionRequired, "The change does not say what it was made for", detail);

    public static Problem Refused(IReadOnlyList<string> problems) => new(
        "document-refused",
        StatusCodes.Status422UnprocessableEntity,
        "The document is refused",
        Count(problems, "Nothing was changed."))
    { Problems = problems };

    public static Problem ExperimentBroken(IReadOnlyList<string> problems) => new(
        "experiment-broken",
        StatusCodes.Status409Conflict,
        "The document would break an experiment that runs",
        Count(problems, "Decide the experiment first, or name it with a reason: --break-experiment ID of the tool, "
            + "X-Break-Experiment or 'breakExperiments' of a request. Nothing was changed."))
    { Problems = problems };

    public static Problem StepRefused(IReadOnlyList<string> problems) => new(
        "step-refused",
        StatusCodes.Status409Conflict,
        "The experiment may not take this step",
        Count(problems, "Nothing was changed."))
    { Problems = problems };

    public static Problem RowsRefused(IReadOnlyList<string> problems) => new(
        "rows-refused",
        StatusCodes.Status422UnprocessableEntity,
        "The data are refused",
        Count(problems, "Nothing was kept."))
    { Problems = problems };

    public static Problem UnsupportedFormat(string detail) =>
        new("unsupported-media-type", StatusCodes.Status415UnsupportedMediaType, "Not in this format", detail);

    public static Problem NotPossible(string detail) =>
        new("not-possible", StatusCodes.Status409Conflict, "Not possible in the current state", detail);

    public static Problem Unavailable(string detail) =>
        new("unavailable", StatusCodes.Status503ServiceUnavailable, "The store does not answer", detail) { RetryAfter = 1 };

    public static Problem Stopping() =>
        new("stopping", StatusCodes.Status503ServiceUnavailable, "The server is going down",
            "Ask another one, or this one in a few seconds.")
        { RetryAfter = 2 };

    /// <summary>What the library or a store refuses, as an answer.</summary>
    public static Problem Of(RefusalException refusal) => refusal.Kind switch
    {
        RefusalKind.Malformed => Malformed(refusal.Message),
        RefusalKind.NotFound => NotFound(refusal.Message),
        RefusalKind.Outdated => Conflict(refusal.Message),
        _ => NotPossible(refusal.Message),
    };

    /// <summary>Words for a status that the framework has answered.</summary>
    public static Problem OfStatus(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status405MethodNotAllowed => new(
            "method-not-allowed", StatusCodes.Status405MethodNotAllowed, "Not with this method",
            $"{http.Request.Path} does not support {http.Request.Method}. It supports: {http.Response.Headers.Allow}."),
        StatusCodes.Status415UnsupportedMediaType =>
            UnsupportedFormat("The body is not JSON by its Content-Type. Send 'Content-Type: application/json'."),
        StatusCodes.Status400BadRequest => Malformed(QueryFault.Of(http)),
        var status => new("status-" + status.ToString(System.Globalization.CultureInfo.InvariantCulture), status,
            "The request was refused", "The server gives no further details."),
    };

    private static string Count(IReadOnlyList<string> problems, string effect) =>
        $"{Counted.Of(problems.Count, "problem")}; the first: {problems[0]} {effect}";

    /// <summary>Writes it as the answer: JSON, or a page where people look.</summary>
    public Task WriteAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<IProblemPage>() is { } page) return page.WriteAsync(http, this);
        http.Response.StatusCode = Status;
        http.Response.ContentType = "application/problem+json";
        http.Response.Headers.CacheControl = "no-store";
        if (RetryAfter is { } seconds)
            http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (Status == StatusCodes.Status401Unauthorized) http.Response.Headers.WWWAuthenticate = "Bearer";
        return http.Response.BodyWriter.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(this, Json.Problem), http.RequestAborted).AsTask();
    }
}

/// <summary>Says no from wherever the reason is found; the outermost layer answers with it.</summary>
internal sealed class ProblemException(Problem problem, Exception? cause = null) : Exception(problem.Detail, cause)
{
    public Problem Problem => problem;
}
