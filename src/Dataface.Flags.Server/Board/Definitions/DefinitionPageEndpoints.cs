using Dataface.Flags.Publishing;
using Dataface.Flags.Server.Board.Frame;
using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Definitions;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Board.Definitions;

/// <summary>The pages of documents, and putting an earlier one in force again.</summary>
internal static class DefinitionPageEndpoints
{
    private const int MostListed = 50;

    public static void MapDefinitionPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/definitions", ListAsync);
        routes.MapGet("/definitions/{number:int}/rollback", (HttpContext http, ServerStorage storage, int number) =>
            AskAsync(http, storage, new(number, Guid.NewGuid(), ""), null));
        routes.MapPost("/definitions/{number:int}/rollback", RollbackAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext http, ServerStorage storage)
    {
        var records = new List<AuditRecord>();
        foreach (var action in new[] { StateAction.Publish, StateAction.Rollback })
        {
            records.AddRange(await storage.Trail.SearchAsync(new(MostListed, Action: AuditCodec.NameOf(action)), http.RequestAborted));
        }

        var newestFirst = records.Where(record => record is { Problem: null, DocumentAfter: not null })
            .OrderByDescending(record => record.Sequence).Take(MostListed).ToList();
        return Shell.Page(http, "Definitions", DefinitionListPage.Of(newestFirst, http.Caller().Scopes.HasFlag(Scope.Admin)));
    }

    private static async Task<IResult> RollbackAsync(HttpContext http, ServerStorage storage, Publisher publisher, int number)
    {
        var form = RollbackForm.Of(http.Request.Form, number);
        try
        {
            var request = new PublishRequest(http, null, form.Reason, form.Id, []) { From = "board" };
            var answer = await publisher.RollbackAsync(request, number, http.RequestAborted);
            return Shell.Page(http, $"Roll back to revision {number}", RollbackPage.Done(number, answer));
        }
        catch (Exception error) when (FormRefusal.Of(error) is { } refusal)
        {
            return await AskAsync(http, storage, form, refusal);
        }
    }

    private static async Task<IResult> AskAsync(HttpContext http, ServerStorage storage, RollbackForm form, FormRefusal? refusal)
    {
        var wanted = await FindAsync(storage, form.Number, http.RequestAborted);
        var inForce = await storage.Definitions.LoadAsync(http.RequestAborted);
        var changes = inForce is null ? DocumentMoves.None : DocumentMoves.Between(inForce.Utf8Json, wanted.Utf8Json);
        return Shell.Page(
            http, $"Roll back to revision {form.Number}?", RollbackPage.Confirm(http, form, inForce?.Revision.Number, changes, refusal),
            refusal?.Status ?? StatusCodes.Status200OK);
    }

    private static async Task<PublishedDocument> FindAsync(ServerStorage storage, int number, CancellationToken cancellationToken) =>
        await storage.Definitions.FindAsync(number, cancellationToken)
        ?? throw new ProblemException(Problem.NotFound($"There is no revision {number}. The page 'Definitions' lists them."));
}
