using System.Text.Json;
using Dataface.Flags.Postgres.State;
using Dataface.Flags.Publishing;
using Dataface.Flags.Server.Access;

namespace Dataface.Flags.Server.Problems;

/// <summary>Turns what was thrown into an answer. Refused changes go into the audit trail; what nobody foresaw is logged, and told without its inside.</summary>
internal sealed class ProblemAnswers(RequestDelegate next, RefusalLog refusals, ILogger<ProblemAnswers> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);

            // The framework's own refusals, such as 405 and 415, have no words.
            if (!http.Response.HasStarted && http.Response.StatusCode >= StatusCodes.Status400BadRequest && http.Response.ContentType is null) await Problem.OfStatus(http).WriteAsync(http);
        }
        catch (Exception error) when (http.RequestAborted.IsCancellationRequested || http.Response.HasStarted)
        {
            // There is nobody, or no way, to tell. A stream that failed half-way must not look whole.
            if (!http.RequestAborted.IsCancellationRequested) AccessLog.RequestFailed(logger, http.Request.Method, http.Request.Path, error);
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
        if (http.Features.Get<Caller>() is { } caller && IsChange(http) && problem.Status < StatusCodes.Status500InternalServerError) refusals.Add(http, caller.Name, problem);
        http.Response.Clear();
        await problem.WriteAsync(http);
    }

    private Problem Of(Exception error, HttpContext http)
    {
        switch (error)
        {
            case ProblemException refused:
                return refused.Problem;
            case DefinitionConflictException conflict:
                return Problem.Conflict(conflict.Message);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return Problem.TooLarge(http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? 0);
            case BadHttpRequestException { InnerException: JsonException inner }:
                return Problem.Malformed(JsonFault.Of(inner));
            case BadHttpRequestException bad:
                return Problem.Malformed(bad.Message) with { Status = bad.StatusCode };
            case JsonException json:
                return Problem.Malformed(JsonFault.Of(json));
            case TurnTakenException taken:
                AccessLog.StoreFailed(logger, http.Request.Method, http.Request.Path, taken.Message);
                return Problem.Unavailable(taken.Message);
            case IOException or TimeoutException or UnauthorizedAccessException or System.Data.Common.DbException or OperationCanceledException:
                AccessLog.StoreFailed(logger, http.Request.Method, http.Request.Path, error.Message);
                return Problem.Unavailable("The change or the answer could not be had from the store; the server's log has the reason. A change may be sent again with the same id.");
            default:
                AccessLog.RequestFailed(logger, http.Request.Method, http.Request.Path, error);
                return new("internal", StatusCodes.Status500InternalServerError, "The server has failed", "The server's log has the reason.");
        }
    }

    private static bool IsChange(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<ScopeRequirement>() is { Limit: RequestKind.Change };
}
