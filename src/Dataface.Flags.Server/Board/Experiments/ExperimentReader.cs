using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Server.Problems;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>Reads experiments and decides them anew. The list is kept for a moment, since it is made of all data there are. Thread-safe.</summary>
internal sealed class ExperimentReader(IServiceProvider services, ExperimentFolder documents, TimeProvider time)
{
    private readonly Fresh<Task<IReadOnlyList<ExperimentView>>> _list = new(TimeSpan.FromSeconds(2), time);

    /// <summary>The registry, for what is not an experiment's own.</summary>
    public IExperimentRegistry Registry => services.GetService<IExperimentRegistry>() ?? throw new ProblemException(Problem.NotFound("This server keeps no experiments."));

    /// <summary>All experiments, those that somebody has to look at first.</summary>
    public async Task<IReadOnlyList<ExperimentView>> ListAsync(CancellationToken cancellationToken)
    {
        var list = _list.Get(ReadAsync);
        if (list.IsFaulted) list = ReadAsync();
        return await list.WaitAsync(cancellationToken);
    }

    /// <summary>One experiment, as it is now.</summary>
    public async Task<ExperimentView> FindAsync(string id, CancellationToken cancellationToken) =>
        await Registry.FindAsync(id, cancellationToken) is { } record
            ? await ViewAsync(record, cancellationToken)
            : throw new ProblemException(Problem.NotFound($"There is no experiment '{id}'."));

    /// <summary>What the data of the units came to that were first exposed up to each day.</summary>
    public IReadOnlyList<(DateOnly Day, Decision Decision)> History(ExperimentView view)
    {
        var days = view.Data.Kpis.Select(kpi => kpi.Cohort).Distinct().Order().ToList();
        return [.. days.Select(day => (day, Decide(view, new() { Kpis = [.. view.Data.Kpis.Where(kpi => kpi.Cohort <= day)], Exposures = view.Data.Exposures, LastRefresh = view.Data.LastRefresh })))];
    }

    private Decision Decide(ExperimentView view, ExperimentData data) => ExperimentDecision.Decide(view.Definition, data, time.GetUtcNow());

    private async Task<IReadOnlyList<ExperimentView>> ReadAsync()
    {
        var views = new List<ExperimentView>();
        foreach (var record in await Registry.ListAsync(CancellationToken.None)) views.Add(await ViewAsync(record, CancellationToken.None));
        return [.. views.OrderByDescending(Urgency).ThenBy(view => view.Record.Name, StringComparer.Ordinal)];
    }

    private async Task<ExperimentView> ViewAsync(ExperimentRecord record, CancellationToken cancellationToken)
    {
        var data = await Registry.LoadDataAsync(record.Id, cancellationToken);
        var document = documents.Documents.GetValueOrDefault(record.Id);
        var definition = RegisteredDefinition.Of(document is null ? record : record with { Definition = document }, data);
        return new(record, definition, data, ExperimentDecision.Decide(definition, data, time.GetUtcNow())) { Mismatches = document is null ? [] : ExperimentFolder.Mismatches(record, document) };
    }

    private static int Urgency(ExperimentView view) => !view.IsOpen ? 0 : view.Decision.Recommendation == Recommendation.Kill ? 3 : view.Decision.Recommendation == Recommendation.Wait ? 1 : 2;
}
