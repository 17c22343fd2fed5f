using System.Collections.Concurrent;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Server.Experiments;
using Dataface.Flags.Server.Settings;
using Dataface.Flags.Server.Storage;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Events;

/// <summary>
/// Aggregates the events of running experiments: those that new events came for, and every ten minutes all, because data without events are
/// fresh, too, and another server may have taken events and died. At most four fifths of the time are spent on it. Thread-safe.
/// </summary>
internal sealed class EventRefresher(
    ServerStorage storage, ExperimentDataService results, IOptions<ServerSettings> options, TimeProvider time,
    ILogger<EventRefresher> logger) : BackgroundService
{
    private static readonly TimeSpan WholeInterval = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<EventSource, byte> _news = new();
    private readonly Dictionary<string, long> _refreshed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Version, ExperimentDefinition? Definition)> _definitions = new(StringComparer.Ordinal);

    /// <summary>Notes that events came.</summary>
    public void Note(IEnumerable<EventSource> sources)
    {
        foreach (var source in sources.Distinct()) _news.TryAdd(source, 0);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var interval = TimeSpan.FromSeconds(options.Value.RefreshSeconds);
        while (!stoppingToken.IsCancellationRequested)
        {
            var start = time.GetTimestamp();
            await RefreshAsync(stoppingToken);
            var rest = time.GetElapsedTime(start) / 4;
            await Task.Delay(rest > interval ? rest : interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var news = _news.Keys.ToHashSet();
        foreach (var source in news) _news.TryRemove(source, out _);
        try
        {
            foreach (var record in await storage.Experiments.ListAsync(cancellationToken))
            {
                if (record.Status != ExperimentStatus.Running || DefinitionOf(record) is not { Flag: not null } definition) continue;
                if (IsDue(definition, news)) await RefreshAsync(definition, cancellationToken);
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Note(news);
            if (!cancellationToken.IsCancellationRequested) ExperimentLog.NotRead(logger, error.Message);
        }
    }

    /// <summary>Documents seldom change, and are looked at every second.</summary>
    private ExperimentDefinition? DefinitionOf(ExperimentRecord record)
    {
        if (_definitions.TryGetValue(record.Id, out var known) && known.Version == record.Version) return known.Definition;
        var read = RegisteredDefinition.Read(record.Definition, record.Id);
        _definitions[record.Id] = (record.Version, read);
        return read;
    }

    private bool IsDue(ExperimentDefinition definition, HashSet<EventSource> news) =>
        !_refreshed.TryGetValue(definition.Id, out var last) || time.GetElapsedTime(last) >= WholeInterval
        || news.Contains(EventSource.OfFlag(definition.Flag!))
        || definition.Metrics.Any(
            m => news.Contains(EventSource.OfType(m.Event))
                || (m.Denominator is { } denominator && news.Contains(EventSource.OfType(denominator))));

    private async Task RefreshAsync(ExperimentDefinition definition, CancellationToken cancellationToken)
    {
        try
        {
            var now = time.GetTimestamp();
            await storage.Events.AggregateAsync(definition, options.Value.Environment, cancellationToken);
            _refreshed[definition.Id] = now;
            await results.MarkAsync(definition.Id, cancellationToken);
        }
        catch (RefusalException)
        {
            // It was decided, or begun anew, while its events were counted.
        }
        catch (Exception error) when (error is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            Note([EventSource.OfFlag(definition.Flag!)]);
            ExperimentLog.NotAggregated(logger, definition.Id, error.Message);
        }
    }
}
