using System.Collections.Concurrent;

namespace Dataface.Flags.Experiments.Registry;

/// <summary>
/// A load that is repeated each second while events come. The refresh log says how it went: of failures each, and else once a minute for
/// each job, and at once of the first rows. Thread-safe.
/// </summary>
internal sealed class RepeatedLoad(IExperimentStore store, TimeProvider time)
{
    private static readonly TimeSpan LogPeriod = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Told> _told = new(StringComparer.Ordinal);

    /// <param name="job">The load's name.</param>
    /// <param name="load">Does it, and returns the rows that it brought, and how old the newest of them are.</param>
    /// <param name="cancellation">Ends the wait for the log.</param>
    public async Task RunAsync(string job, Func<Task<(long Rows, TimeSpan? Lag)>> load, CancellationToken cancellation)
    {
        var told = _told.GetValueOrDefault(job);
        var isDue = told is null || time.GetElapsedTime(told.At) >= LogPeriod;
        long? refresh = isDue ? await store.StartRefreshAsync(job, cancellation).ConfigureAwait(false) : null;
        try
        {
            var (rows, lag) = await load().ConfigureAwait(false);
            var longest = told?.Lag > (lag ?? TimeSpan.Zero) ? told.Lag : lag;
            if (isDue || (rows > 0 && !told!.HasRows))
            {
                refresh ??= await store.StartRefreshAsync(job, cancellation).ConfigureAwait(false);
                await store.FinishRefreshAsync(refresh.Value, RefreshStatus.Succeeded, rows, null, longest, cancellation)
                    .ConfigureAwait(false);
                _told[job] = new(time.GetTimestamp(), rows > 0, null);
            }
            else
            {
                _told[job] = told! with { Lag = longest };
            }
        }
        catch (Exception error)
        {
            var entry = refresh ?? await store.StartRefreshAsync(job, CancellationToken.None).ConfigureAwait(false);
            await store.FinishRefreshAsync(entry, RefreshStatus.Failed, 0, error.Message, null, CancellationToken.None)
                .ConfigureAwait(false);
            throw;
        }
    }

    /// <param name="At">When the refresh log was last told.</param>
    /// <param name="HasRows">Whether there were results to tell of.</param>
    /// <param name="Lag">The longest lag that it has not been told of; null for none.</param>
    private sealed record Told(long At, bool HasRows, TimeSpan? Lag);
}
