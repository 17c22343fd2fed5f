using System.Collections.Concurrent;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Server.Storage;
using Microsoft.Extensions.Caching.Memory;

namespace Dataface.Flags.Server.Experiments;

/// <summary>
/// What experiments' data come to, worked out when somebody asks, and kept while nothing changes, flags included; a minute at most, since
/// gates look at the
/// time, too.
/// Many who ask at once cost one reading. Thread-safe.
/// </summary>
internal sealed class ExperimentViews(ServerStorage storage, ExperimentFlags flags, TimeProvider time) : IDisposable
{
    /// <summary>Rows of data in memory, of some 200 bytes each; those that nobody looked at for longest go first.</summary>
    private const long MostRows = 1_000_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = MostRows });
    private readonly ConcurrentDictionary<(Place Place, long Version, long DataVersion, FlagMoment Moment),
        Lazy<Task<ExperimentView>>> _making = new();

    /// <param name="record">The experiment as the registry has it now, or with another document.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ExperimentView> OfAsync(ExperimentRecord record, CancellationToken cancellationToken)
    {
        var place = new Place(record.Id, record.Definition);
        var moment = await flags.NowAsync(cancellationToken);
        if (FindFresh(place, record, moment) is { } known) return known.View with { Record = record };
        var making = _making.GetOrAdd((place, record.Version, record.DataVersion, moment),
            _ => new(() => MakeAsync(place, record, moment)));
        return (await making.Value.WaitAsync(cancellationToken)) with { Record = record };
    }

    public void Dispose() => _kept.Dispose();

    private Kept? FindFresh(Place place, ExperimentRecord record, FlagMoment moment) =>
        Find(place, record) is { } kept && kept.Moment == moment && time.GetElapsedTime(kept.At) < Lifetime ? kept : null;

    private Kept? Find(Place place, ExperimentRecord record) =>
        _kept.TryGetValue(place, out Kept? kept) && (kept!.Version, kept.DataVersion) == (record.Version, record.DataVersion) ? kept : null;

    private async Task<ExperimentView> MakeAsync(Place place, ExperimentRecord record, FlagMoment moment)
    {
        try
        {
            // Whoever made it before may have ended since it was looked for.
            if (FindFresh(place, record, moment) is { } made) return made.View;

            // What is a minute old is decided anew, on the data that are there.
            var data = Find(place, record)?.Data
                ?? new HashedData(await storage.Experiments.LoadDataAsync(record.Id, CancellationToken.None));
            var at = time.GetTimestamp();
            var definition = RegisteredDefinition.Of(record, data.Rows);
            var flag = await flags.CourseOfAsync(definition, moment, CancellationToken.None);

            // What was decided was decided by what there was then: data would only grow old since.
            var view = new ExperimentView(record, definition, data, record.DecidedAt ?? time.GetUtcNow(), flag);
            _kept.Set(place, new Kept(record.Version, record.DataVersion, moment, data, view, at),
                new MemoryCacheEntryOptions { Size = 1 + data.Rows.Kpis.Count + data.Rows.Exposures.Count });
            return view;
        }
        finally
        {
            _making.TryRemove((place, record.Version, record.DataVersion, moment), out _);
        }
    }

    /// <summary>An experiment by one document: a draft is shown by that of the folder, too.</summary>
    private readonly record struct Place(string Id, string? Document);

    private sealed record Kept(long Version, long DataVersion, FlagMoment Moment, HashedData Data, ExperimentView View, long At);
}
