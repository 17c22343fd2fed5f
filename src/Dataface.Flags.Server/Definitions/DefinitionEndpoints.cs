using Dataface.Flags.Server.Bodies;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Storage;
using Microsoft.Net.Http.Headers;

namespace Dataface.Flags.Server.Definitions;

/// <summary>The document in force, and putting another one in force.</summary>
internal static class DefinitionEndpoints
{
    public static void AddDefinitions(this IServiceCollection services)
    {
        services.AddSingleton<ExperimentHold>();
        services.AddSingleton<Publisher>();
    }

    public static void MapDefinitions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/flags", GetAsync)
            .WithName("getDocument").WithTags("Definitions").WithSummary("The document in force, as it was published.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json").ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapPut("/api/flags", PutAsync)
            .WithName("publishDocument").WithTags("Definitions").WithSummary(
                "Puts a reviewed document in force. If-Match names the one it replaces; If-None-Match: * for the first. "
                + "X-Break-Experiment names experiments that may be broken.")
            .Accepts<object>("application/json", "*/*").Produces<PublishAnswer>()
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed)
                .ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status428PreconditionRequired);
        routes.MapPost("/api/flags/rollback/{number:int}", RollbackAsync)
            .WithName("rollbackDocument").WithTags("Definitions")
            .WithSummary("Puts an earlier document in force again. Kills and ramps stay as they are.")
            .Produces<PublishAnswer>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task GetAsync(HttpContext http, ServerStorage storage)
    {
        var document = await storage.Definitions.LoadAsync(http.RequestAborted)
            ?? throw new ProblemException(Problem.NotFound("No document was published yet. PUT one, with 'If-None-Match: *'."));
        await DocumentAnswer.WriteAsync(http, document);
    }

    private static async Task<PublishAnswer> PutAsync(HttpContext http, Publisher publisher)
    {
        var expected = Expected(http.Request);
        var body = await RawBody.ReadAsync(http);
        var (reason, broken) = (Text(http.Request, "X-Reason"), BrokenExperiments(http.Request));
        if (broken.Count > 0 && reason is null)
        {
            throw new ProblemException(Problem.Malformed("X-Break-Experiment needs an X-Reason, which both audits keep. Write it."));
        }

        return await publisher.PublishAsync(
            new(http, Text(http.Request, "X-By"), reason ?? "published", ChangeId(http.Request), broken),
            body,
            expected,
            http.RequestAborted);
    }

    private static Task<PublishAnswer> RollbackAsync(HttpContext http, int number, RollbackRequest request, Publisher publisher) =>
        publisher.RollbackAsync(new(http, request.By, request.Reason, request.Id, request.BreakExperiments ?? []), number,
            http.RequestAborted);

    /// <summary>Headers are ASCII; other characters come percent-encoded.</summary>
    private static string? Text(HttpRequest request, string header) =>
        request.Headers[header].FirstOrDefault() is { } text ? Uri.UnescapeDataString(text) : null;

    /// <summary>Identifiers, with commas between them.</summary>
    private static IReadOnlyList<string> BrokenExperiments(HttpRequest request) =>
        [.. request.Headers["X-Break-Experiment"].SelectMany(text => (text ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(Uri.UnescapeDataString)];

    /// <summary>
    /// The header names it, since the body is the document: so that a publication whose answer was lost can be sent again.
    /// </summary>
    private static Guid? ChangeId(HttpRequest request)
    {
        if (request.Headers["X-Change-Id"].FirstOrDefault() is not { } text) return null;
        if (Guid.TryParse(text, out var id)) return id;
        throw new ProblemException(Problem.Malformed("X-Change-Id is not a GUID. Write one, or leave it out."));
    }

    /// <summary>The hash of the document that this one replaces; empty when there must be none.</summary>
    private static string Expected(HttpRequest request)
    {
        if (request.Headers.IfNoneMatch == "*") return "";
        return EntityTagHeaderValue.TryParse(request.Headers.IfMatch.FirstOrDefault(), out var tag) && tag.Tag.Length > 2
            ? tag.Tag.Subsegment(1, tag.Tag.Length - 2).ToString()
            : throw new ProblemException(Problem.ConditionMissing(
                "Say which document yours replaces, so that no change is lost: 'If-Match: \"<the ETag of GET /api/flags>\"', or "
                + "'If-None-Match: *' for the first."));
    }
}
