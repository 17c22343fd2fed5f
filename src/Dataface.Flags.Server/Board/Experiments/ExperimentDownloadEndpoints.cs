using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Readouts.Files;
using Dataface.Flags.Server.Board.Rendering;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>What people take away from an experiment's page.</summary>
internal static class ExperimentDownloadEndpoints
{
    /// <summary>The last part of the address of its rows, which 'experiments import' reads.</summary>
    public const string Rows = "rows.csv";

    /// <summary>The last part of the address of its readout.</summary>
    public const string Readout = "readout.md";

    public static void MapExperimentDownloads(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/experiments/{id}/" + Rows, async (HttpContext http, ShownExperiments experiments, string id) =>
            new DownloadAnswer("text/csv", $"{id}.csv", CsvRows.Of((await experiments.FindAsync(id, http.RequestAborted)).Data)));
        routes.MapGet("/experiments/{id}/" + Readout, async (HttpContext http, ShownExperiments experiments, string id) =>
        {
            var view = await experiments.FindAsync(id, http.RequestAborted);
            return new DownloadAnswer("text/markdown", $"{id}.md", [ExperimentReport.Write(view.Definition, view.Decision)]);
        });
    }
}
