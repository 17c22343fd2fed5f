using System.Text.Json;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Server.Access;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Experiments;

/// <summary>Takes results of experiments; each load has its row in the refresh log, those that fail too. Thread-safe.</summary>
internal sealed class ExperimentDataDesk(ServerStorage storage, ExperimentDesk experiments, TimeProvider time)
{
    private IExperimentStore Store => storage.Experiments;

    public async Task<LoadAnswer> AddAsync(string id, JsonElement body, string by, CancellationToken cancellationToken)
    {
        var record = await experiments.GetAsync(id, cancellationToken);
        var refresh = await Store.StartRefreshAsync(id, cancellationToken);
        LoadAnswer answer;
        ExperimentData data;
        try
        {
            (data, answer) = Read(body, record, await Store.LoadDataAsync(id, cancellationToken));
            await Store.AddDataAsync(id, data, by, cancellationToken);
        }
        catch (Exception error)
        {
            await Store.FinishRefreshAsync(refresh, RefreshStatus.Failed, 0, error.Message, null, CancellationToken.None);
            throw;
        }

        // The data are there: what fails from here on does not make it a load that failed.
        await Store.FinishRefreshAsync(refresh, RefreshStatus.Succeeded, answer.Rows, null, LagOf(data), CancellationToken.None);
        await MarkAsync(id, CancellationToken.None);
        return answer;
    }

    /// <summary>Notes when the data allow a decision for the first time.</summary>
    public async Task MarkAsync(string id, CancellationToken cancellationToken)
    {
        // A decision costs more than the look whether one is wanted.
        if ((await experiments.GetAsync(id, cancellationToken)).StableAt is not null) return;
        var view = await experiments.FindAsync(id, cancellationToken);
        if (view.Decision.Recommendation != Recommendation.Wait) await Store.MarkStableAsync(id, cancellationToken);
    }

    /// <summary>The loads of all data, or of those of the caller's team, the last one first.</summary>
    public async Task<IEnumerable<RefreshEntry>> ReadLoadsAsync(Caller caller, int limit, CancellationToken cancellationToken)
    {
        if (caller.Team is null) return await Store.ReadRefreshLogAsync(null, limit, cancellationToken);
        var loads = new List<RefreshEntry>();
        foreach (var record in (await Store.ListAsync(cancellationToken)).Where(r => caller.MaySee(r.Owner)))
        {
            loads.AddRange(await Store.ReadRefreshLogAsync(record.Id, limit, cancellationToken));
        }

        return loads.OrderByDescending(l => l.Id).Take(limit);
    }

    private (ExperimentData Data, LoadAnswer Answer) Read(JsonElement body, ExperimentRecord record, ExperimentData known)
    {
        var read = SentRows.Read(body, record, known, time.GetUtcNow());
        if (read.Data is not { } data) throw new ProblemException(Problem.RowsRefused([.. read.Problems.Where(p => p.Severity == ProblemSeverity.Error).Select(Text)]));
        return (data, new(data.Kpis.Count + data.Exposures.Count, read.Repeated, [.. read.Problems.Select(Text)]));
    }

    private static string Text(DocumentProblem problem) => $"{problem.Path}: {problem.Code}: {problem.Message} {problem.Remedy}";

    private TimeSpan? LagOf(ExperimentData data)
    {
        if (data.Kpis.Count == 0) return null;
        var lag = time.GetUtcNow() - data.Kpis.Max(k => k.RefreshedAt);
        return lag < TimeSpan.Zero ? TimeSpan.Zero : lag;
    }
}
