using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Server.Experiments;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>Reads experiments as people see them. Thread-safe.</summary>
internal sealed class ShownExperiments(IExperimentRegistry registry, ExperimentViews views, ExperimentFolder documents)
{
    private const string ByDocument = "While it is a draft, this page shows the document.";

    /// <summary>All experiments, those that somebody has to look at first.</summary>
    public async Task<IReadOnlyList<ShownExperiment>> ListAsync(CancellationToken cancellationToken)
    {
        var list = new List<ShownExperiment>();
        foreach (var record in await registry.ListAsync(cancellationToken)) list.Add(await ViewAsync(record, cancellationToken));
        return [.. list.OrderByDescending(Urgency).ThenBy(view => view.Record.Name, StringComparer.Ordinal)];
    }

    /// <summary>One experiment, as it is now.</summary>
    public async Task<ShownExperiment> FindAsync(string id, CancellationToken cancellationToken) =>
        await registry.FindAsync(id, cancellationToken) is { } record
            ? await ViewAsync(record, cancellationToken)
            : throw ExperimentService.NotFound(id);

    private async Task<ShownExperiment> ViewAsync(ExperimentRecord record, CancellationToken cancellationToken)
    {
        var warnings = documents.WarningsOf(record);

        // What is approved is what is registered. A draft may still change, and is shown as its document is now.
        if (record.Status != ExperimentStatus.Draft || documents.Find(record) is not { } document || document.HasDesignOf(record) == true)
        {
            return new(await views.OfAsync(record, cancellationToken), warnings);
        }

        return new(await views.OfAsync(record with { Definition = document.Text }, cancellationToken), [.. warnings, ByDocument]);
    }

    private static int Urgency(ShownExperiment view) =>
        !view.IsOpen ? 0 : view.Decision.Recommendation == Recommendation.Kill
            ? 3 : view.Decision.Recommendation == Recommendation.Wait ? 1 : 2;
}
