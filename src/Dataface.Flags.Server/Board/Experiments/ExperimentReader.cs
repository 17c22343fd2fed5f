using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Server.Experiments;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>Reads experiments as people see them. Thread-safe.</summary>
internal sealed class ExperimentReader(IExperimentRegistry registry, ExperimentViews views, ExperimentFolder documents)
{
    private const string OtherOwner = "The document of this identifier has another owner, so that the registered one counts for the design.";

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
            : throw ExperimentDesk.NotFound(id);

    private async Task<ShownExperiment> ViewAsync(ExperimentRecord record, CancellationToken cancellationToken)
    {
        if (documents.Content.Documents.GetValueOrDefault(record.Id) is not { } document) return new(await views.OfAsync(record, cancellationToken), []);

        // Whoever registers an experiment under the name of another team's document does not get to read it.
        if (document.Definition!.Owner != record.Owner) return new(await views.OfAsync(record, cancellationToken), [OtherOwner]);

        // What was decided on stays what it was, whoever edits the file.
        var shown = record.Status >= ExperimentStatus.Decided ? record : record with { Definition = document.Text };
        return new(await views.OfAsync(shown, cancellationToken), ExperimentFolder.Mismatches(record, document));
    }

    private static int Urgency(ShownExperiment view) => !view.IsOpen ? 0 : view.Decision.Recommendation == Recommendation.Kill ? 3 : view.Decision.Recommendation == Recommendation.Wait ? 1 : 2;
}
