using System.Globalization;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Yaml;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.Values;

namespace Dataface.Flags.Server.Experiments;

/// <summary>Takes results of experiments; each load has its row in the refresh log, those that fail too. Thread-safe.</summary>
internal sealed class ExperimentDataService(ServerStorage storage, ExperimentService experiments, TimeProvider time)
{
    private const int LongestReason = 1_000;

    private static readonly TimeSpan FailureInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();

    /// <summary>When a row was last written for data that were refused, and how many were since. By experiments that there are.</summary>
    private readonly Dictionary<string, (long? Last, long Unnoted)> _failures = new(StringComparer.Ordinal);

    private IExperimentStore Store => storage.Experiments;

    /// <summary>Adds results to those that are there.</summary>
    public Task<LoadAnswer> AddAsync(string id, ReadOnlyMemory<byte> body, string by, CancellationToken cancellationToken) =>
        LoadAsync(id, body, isReplaced: false, data => Store.AddDataAsync(id, data, by, cancellationToken), cancellationToken);

    /// <summary>Puts results in the place of all that are there, such as when units were taken out of them.</summary>
    public Task<LoadAnswer> ReplaceAsync(
        string id, ReadOnlyMemory<byte> body, string by, string reason, CancellationToken cancellationToken) =>
        LoadAsync(id, body, isReplaced: true, data => Store.ReplaceDataAsync(id, data, by, reason, cancellationToken), cancellationToken);

    private async Task<LoadAnswer> LoadAsync(
        string id, ReadOnlyMemory<byte> body, bool isReplaced, Func<ExperimentData, Task> write, CancellationToken cancellationToken)
    {
        var record = await experiments.GetAsync(id, cancellationToken);
        LoadAnswer answer;
        ExperimentData data;
        TimeSpan? lag;
        long refresh;
        try
        {
            var known = await Store.LoadDataAsync(id, cancellationToken);
            (data, answer) = Read(body, record, isReplaced ? ExperimentData.Empty : known);
            lag = LagOf(data, known, record);
            refresh = await Store.StartRefreshAsync(id, cancellationToken);
        }
        catch (Exception refused) when (refused is ProblemException or RefusalException)
        {
            await NoteFailureAsync(id, refused.Message);
            throw;
        }

        try
        {
            await write(data);
        }
        catch (Exception error)
        {
            await Store.FinishRefreshAsync(refresh, RefreshStatus.Failed, 0, Shown(error.Message), null, CancellationToken.None);
            throw;
        }

        // The data are there: what fails from here on makes it neither a load that failed nor an answer that says no.
        try
        {
            await Store.FinishRefreshAsync(refresh, RefreshStatus.Succeeded, answer.Rows, null, lag, CancellationToken.None);
            await MarkAsync(id, CancellationToken.None);
            return answer;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return answer with
            {
                Warnings = [.. answer.Warnings,
                $"The rows are kept, but the load's row in the refresh log could not be finished: {error.Message}"]
            };
        }
    }

    /// <summary>
    /// A row for data that were refused: one a minute for each experiment, with a count of those before, so that whoever sends
    /// nonsense fills no log.
    /// </summary>
    private async Task NoteFailureAsync(string id, string why)
    {
        long more;
        lock (_gate)
        {
            var (last, unnoted) = _failures.GetValueOrDefault(id);
            var isDue = last is not { } at || time.GetElapsedTime(at) >= FailureInterval;
            _failures[id] = isDue ? (time.GetTimestamp(), 0) : (last, unnoted + 1);
            if (!isDue) return;
            more = unnoted;
        }

        var text = more == 0
            ? Shown(why) : $"{Shown(why)} And {more.ToString(CultureInfo.InvariantCulture)} more were refused since the last row.";
        var refresh = await Store.StartRefreshAsync(id, CancellationToken.None);
        await Store.FinishRefreshAsync(refresh, RefreshStatus.Failed, 0, text, null, CancellationToken.None);
    }

    /// <summary>What the log keeps of a reason: it may repeat what was sent, and no database takes every character of that.</summary>
    private static string Shown(string text) => YamlText.Line(text.Length <= LongestReason ? text : text[..LongestReason] + "…");

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

    private (ExperimentData Data, LoadAnswer Answer) Read(ReadOnlyMemory<byte> body, ExperimentRecord record, ExperimentData known)
    {
        var read = SentRows.Read(body, record, known, time.GetUtcNow());
        if (read.Data is not { } data)
        {
            throw new ProblemException(
                Problem.RowsRefused([.. read.Problems.Where(p => p.Severity == ProblemSeverity.Error).Select(Text)]));
        }

        return (data, new(
            data.Kpis.Count + data.Exposures.Count, read.Repeated, [.. read.Problems.Select(Text), .. Smaller(data.Exposures, known)]));
    }

    /// <summary>Of two counts of exposed units the larger one holds; whoever took units out is told how to have the smaller ones.</summary>
    private static IEnumerable<string> Smaller(IReadOnlyList<ExposureCount> sent, ExperimentData known)
    {
        var there = known.Exposures.ToDictionary(count => (count.Variant, count.Cohort), count => count.Units);
        var smaller = sent.Count(count => there.TryGetValue((count.Variant, count.Cohort), out var units) && count.Units < units);
        if (smaller == 0) yield break;
        yield return $"{Counted.Of(smaller, "count")} of exposed units {(smaller == 1 ? "is" : "are")} smaller than what is there, which "
            + "stays. If units were taken out, replace all results: 'dataface-flags experiments import' with '--replace --reason TEXT'.";
    }

    private static string Text(DocumentProblem problem) => $"{problem.Path}: {problem.Code}: {problem.Message} {problem.Remedy}";

    /// <summary>
    /// How old the newest rows are. Rows from before the experiment was registered, or no newer than those that are there, are filled in
    /// afterwards: how long they took says nothing of how fast data come.
    /// </summary>
    private TimeSpan? LagOf(ExperimentData data, ExperimentData known, ExperimentRecord record)
    {
        if (data.Kpis.Count == 0) return null;
        var newest = data.Kpis.Max(k => k.RefreshedAt);
        if (newest <= record.CreatedAt || (known.Kpis.Count > 0 && newest <= known.Kpis.Max(k => k.RefreshedAt))) return null;
        var lag = time.GetUtcNow() - newest;
        return lag < TimeSpan.Zero ? TimeSpan.Zero : lag;
    }
}
