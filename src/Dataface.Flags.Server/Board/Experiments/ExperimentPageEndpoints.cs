using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Server.Board.Frame;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Experiments;
using Dataface.Flags.Server.Settings;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>The pages of experiments.</summary>
internal static class ExperimentPageEndpoints
{
    private const int RefreshesShown = 10;

    public static void MapExperimentPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/experiments", ListAsync);
        routes.MapGet("/experiments/{id}", ShowAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext http, ShownExperiments experiments, ExperimentFolder documents)
    {
        var (caller, views, content) = (http.Caller(), await experiments.ListAsync(http.RequestAborted), documents.Content);
        var own = content.Documents.Where(document => caller.MaySee(document.Value.Definition!.Owner)).Select(document => document.Key);
        var unregistered = own.Except(views.Select(view => view.Record.Id)).Order(StringComparer.Ordinal);

        // What is wrong with a document may tell of another team's.
        var problems = caller.Team is null ? content.Problems : [];
        return Shell.Page(http, "Experiments",
            ExperimentListPage.Of([.. views.Where(view => caller.MaySee(view.Record.Owner))], [.. unregistered], problems));
    }

    private static async Task<IResult> ShowAsync(
        HttpContext http, ShownExperiments experiments, IExperimentRegistry registry, IOptions<ServerSettings> options, string id)
    {
        var view = await experiments.FindAsync(id, http.RequestAborted);
        var audit = await registry.ReadAuditAsync(id, http.RequestAborted);
        var refreshes = await registry.ReadRefreshLogAsync(id, RefreshesShown, http.RequestAborted);
        var environment = http.Caller().EnvironmentOr(options.Value.Environment);
        var mayOperate = http.Caller().Scopes.HasFlag(Scope.Operate);
        return Shell.Page(http, view.Record.Name, ExperimentPage.Of(view, audit, refreshes, environment, mayOperate));
    }
}
