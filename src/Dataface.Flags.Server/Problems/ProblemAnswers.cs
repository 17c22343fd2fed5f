using System.Text.Json;
using Dataface.Flags.Postgres.Connections;
using Dataface.Flags.Postgres.State;
using Dataface.Flags.Sqlite.Connections;

namespace Dataface.Flags.Server.Problems;

/// <summary>
/// Turns what was thrown into an answer. Refused changes go into the audit trail; what nobody foresaw is logged, and told without its
/// inside.
/// </summary>
internal sealed class ProblemAnswers(RequestDelegate next, IRefusalTrail refusals, FailureLog failures)
{
    private const string Again = "A change may be sent again with the same id.";

    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);

            // The framework's own refusals, such as 405 and 415, have no words.
            if (!http.Response.HasStarted && http.Response.StatusCode >= StatusCodes.Status400BadRequest
                && http.Response.ContentType is null) await Problem.OfStatus(http).WriteAsync(http);
        }
        catch (Exception error) when (http.RequestAborted.IsCancellationRequested || http.Response.HasStarted)
        {
            // There is nobody, or no way, to tell. A stream that failed half-way must not look whole.
            if (!http.RequestAborted.IsCancellationRequested) failures.Unforeseen(http, error);
            http.Abort();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            await AnswerAsync(http, error);
        }
    }

    private async Task AnswerAsync(HttpContext http, Exception error)
    {
        var problem = Of(error, http);
        if (problem.Status < StatusCodes.Status500InternalServerError) refusals.Note(http, problem);
        http.Response.Clear();
        await problem.WriteAsync(http);
    }

    private Problem Of(Exception error, HttpContext http)
    {
        switch (error)
        {
            case ProblemException refused:
                return refused.Problem;
            case RefusalException refused:
                return Problem.Of(refused);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return Problem.TooLarge(
                    http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? 0);
            case BadHttpRequestException { InnerException: JsonException inner }:
                return Problem.Malformed(BodyFault.Of(inner));
            case BadHttpRequestException bad:
                return Problem.Malformed(QueryFault.Of(bad)) with { Status = bad.StatusCode };
            case TurnTakenException taken:
                failures.StoreFailed(http, taken);
                return Problem.Unavailable(taken.Message);
            case var _ when SqliteTrouble.Told(error) is { } cause:
                failures.StoreFailed(http, error);
                return Problem.Unavailable($"{cause} Nothing was recorded; the server's log has more. {Again}");
            case var _ when PostgresTrouble.Told(error) is { } cause:
                // A connection may end when all is recorded.
                failures.StoreFailed(http, error);
                return Problem.Unavailable($"{cause} The server's log has more. {Again}");
            case System.Data.Common.DbException { SqlState: ['2', '2' or '3', ..] }:
                // The database takes no such value: it should have been refused where it came in.
                failures.Unforeseen(http, error);
                return Failed();
            case IOException or TimeoutException or UnauthorizedAccessException or System.Data.Common.DbException
                or OperationCanceledException:
                failures.StoreFailed(http, error);
                return Problem.Unavailable(
                    $"The change or the answer could not be had from the store; the server's log has the reason. {Again}");
            default:
                failures.Unforeseen(http, error);
                return Failed();
        }
    }

    private static Problem Failed() =>
        new("internal", StatusCodes.Status500InternalServerError, "The server has failed", "The server's log has the reason.");
}
