using System.Text.Json;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Definitions;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.History;

/// <summary>What happened: in pages for people, whole for whoever verifies the chain.</summary>
internal static class HistoryEndpoints
{
    private const int MaxLimit = 1_000;

    public static void MapHistory(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/flags/history", ListAsync)
            .WithName("listHistory").WithTags("History").WithSummary(
            "Changes and refused changes, newest first; those of the key's environment, or of all. 'before' takes the answer's 'next'; "
            + "'flag', 'environment' and 'action' narrow it.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json");
        routes.MapGet("/api/flags/history/{number:int}", GetDocumentAsync)
            .WithName("getEarlierDocument").WithTags("History").WithSummary("The document that was published under a number.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json").ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/api/audit", AuditAsync)
            .WithName("getAudit").WithTags("History")
            .WithSummary("The whole chain of records as JSON lines, oldest first, as docs/state.md has them.")
            .Produces(StatusCodes.Status200OK, contentType: "application/jsonl");
    }

    private static async Task ListAsync(
        HttpContext http, ServerStorage storage, KnownEnvironments environments, int? limit, long? before, string? flag,
        string? environment, string? action)
    {
        var size = limit ?? 100;
        if (size is < 1 or > MaxLimit)
            throw new ProblemException(Problem.Malformed($"'limit' is not between 1 and {MaxLimit}. Correct it."));
        if (action is not null && !AuditCodec.Actions.Contains(action))
        {
            throw new ProblemException(Problem.Malformed(
                $"'action' is none of: {string.Join(", ", AuditCodec.Actions)}. Correct it, or leave it out for all."));
        }

        if (environment is not null && http.Caller().Environment is not null) http.RequireEnvironment(environment);
        if (environment is not (null or "*")) await environments.RequireAsync(environment, http.Caller(), http.RequestAborted);
        var query = new TrailQuery(size, before, flag, environment ?? http.Caller().Environment, action);
        var (records, next) = await HistorySearch.ReadPageAsync(storage, query, http.RequestAborted);
        http.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartArray("records");
        foreach (var record in records) json.WriteRawValue(AuditCodec.Write(record), skipInputValidation: true);
        json.WriteEndArray();
        if (next is { } more) json.WriteNumber("next", more);
        else json.WriteNull("next");
        json.WriteEndObject();
    }

    private static async Task GetDocumentAsync(HttpContext http, ServerStorage storage, int number)
    {
        var document = await storage.Definitions.FindAsync(number, http.RequestAborted)
            ?? throw new ProblemException(Problem.NotFound($"There is no revision {number}. GET /api/flags/history lists them."));
        await DocumentAnswer.WriteAsync(http, document);
    }

    private static async Task AuditAsync(HttpContext http, ServerStorage storage)
    {
        http.Response.ContentType = "application/jsonl";
        await foreach (var record in storage.State.ReadAuditAsync(http.RequestAborted))
        {
            await http.Response.BodyWriter.WriteAsync(AuditCodec.Write(record), http.RequestAborted);
            await http.Response.BodyWriter.WriteAsync("\n"u8.ToArray(), http.RequestAborted);
        }
    }
}
