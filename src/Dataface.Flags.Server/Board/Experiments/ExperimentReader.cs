using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Server.Experiments;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>Reads experiments and decides them anew. The list is kept for a moment, since it is made of all data there are. Thread-safe.</summary>
internal sealed class ExperimentReader(IExperimentRegistry registry, ExperimentFolder documents, TimeProvider time)
{
    private readonly Fresh<Task<IReadOnlyList<ShownExperiment>>> _list = new(TimeSpan.FromSeconds(2), time);

    /// <summary>All experiments, those that somebody has to look at first.</summary>
    public async Task<IReadOnlyList<ShownExperiment>> ListAsync(CancellationToken cancellationToken)
    {
        var list = _list.Get(ReadAsync);
        if (list.IsFaulted) list = ReadAsync();
        return await list.WaitAsync(cancellationToken);
    }

    /// <summary>One experiment, as it is now.</summary>
    public async Task<ShownExperiment> FindAsync(string id, CancellationToken cancellationToken) =>
        await registry.FindAsync(id, cancellationToken) is { } record
            ? await ViewAsync(record, cancellationToken)
            : throw ExperimentDesk.NotFound(id);

    /// <summary>What the data of the units came to that were first exposed up to each day.</summary>
    public IReadOnlyList<(DateOnly Day, Decision Decision)> History(ShownExperiment view)
    {
        var days = view.Data.Kpis.Select(kpi => kpi.Cohort).Distinct().Order().ToList();
        return [.. days.Select(day => (day, Decide(view, new() { Kpis = [.. view.Data.Kpis.Where(kpi => kpi.Cohort <= day)], Exposures = view.Data.Exposures, LastRefresh = view.Data.LastRefresh })))];
    }

    private Decision Decide(ShownExperiment view, ExperimentData data) => ExperimentDecision.Decide(view.Definition, data, time.GetUtcNow());

    private async Task<IReadOnlyList<ShownExperiment>> ReadAsync()
    {
        var views = new List<ShownExperiment>();
        foreach (var record in await registry.ListAsync(CancellationToken.None)) views.Add(await ViewAsync(record, CancellationToken.None));
        return [.. views.OrderByDescending(Urgency).ThenBy(view => view.Record.Name, StringComparer.Ordinal)];
    }

    private async Task<ShownExperiment> ViewAsync(ExperimentRecord record, CancellationToken cancellationToken)
    {
        var data = await registry.LoadDataAsync(record.Id, cancellationToken);
        if (documents.Documents.GetValueOrDefault(record.Id) is not { } document) return new(ExperimentView.Of(record, data, time.GetUtcNow()), []);

        // Whoever registers an experiment under the name of another team's document does not get to read it.
        return document.Owner == record.Owner
            ? new(ExperimentView.Of(record with { Definition = document.Text }, data, time.GetUtcNow()), ExperimentFolder.Mismatches(record, document.Text))
            : new(ExperimentView.Of(record, data, time.GetUtcNow()), ["The document of this identifier has another owner, so that the registered one counts for the design."]);
    }

    private static int Urgency(ShownExperiment view) => !view.IsOpen ? 0 : view.Decision.Recommendation == Recommendation.Kill ? 3 : view.Decision.Recommendation == Recommendation.Wait ? 1 : 2;
}
