using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Server.Problems;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>Reads experiments and decides them anew. The list is kept for a moment, since it is made of all data there are. Thread-safe.</summary>
internal sealed class ExperimentReader(IServiceProvider services, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile Listed? _last;

    /// <summary>The registry, for what is not an experiment's own.</summary>
    public IExperimentRegistry Registry => services.GetService<IExperimentRegistry>() ?? throw new ProblemException(Problem.NotFound("This server keeps no experiments."));

    /// <summary>All experiments, those that somebody has to look at first.</summary>
    public async Task<IReadOnlyList<ExperimentView>> ListAsync(CancellationToken cancellationToken)
    {
        if (_last is { } fresh && time.GetElapsedTime(fresh.At) < Age) return fresh.Views;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_last is { } last && time.GetElapsedTime(last.At) < Age) return last.Views;
            var at = time.GetTimestamp();
            var views = new List<ExperimentView>();
            foreach (var record in await Registry.ListAsync(cancellationToken)) views.Add(await ViewAsync(record, cancellationToken));
            IReadOnlyList<ExperimentView> sorted = [.. views.OrderByDescending(Urgency).ThenBy(view => view.Record.Name, StringComparer.Ordinal)];
            _last = new(at, sorted);
            return sorted;
        }
        finally
        {
            _turn.Release();
        }
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

    public void Dispose() => _turn.Dispose();

    private Decision Decide(ExperimentView view, ExperimentData data) => ExperimentDecision.Decide(view.Definition, data, time.GetUtcNow());

    private async Task<ExperimentView> ViewAsync(ExperimentRecord record, CancellationToken cancellationToken)
    {
        var data = await Registry.LoadDataAsync(record.Id, cancellationToken);
        var definition = RegisteredDefinition.Of(record, data);
        return new(record, definition, data, ExperimentDecision.Decide(definition, data, time.GetUtcNow()));
    }

    private static int Urgency(ExperimentView view) => !view.IsOpen ? 0 : view.Decision.Recommendation == Recommendation.Kill ? 3 : view.Decision.Recommendation == Recommendation.Wait ? 1 : 2;

    private sealed record Listed(long At, IReadOnlyList<ExperimentView> Views);
}
