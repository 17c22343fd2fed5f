using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Events;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Sqlite.Database;
using Dataface.Flags.Sqlite.Experiments;

namespace Dataface.Flags.Sqlite.Events;

/// <summary>
/// Makes results of raw events. Events are gone through in the order in which they came, a few thousand at a time: of each part the units
/// are read and
/// measured while others write, and what they add is written in a transaction of its own, with how far it is. So memory stays flat and no
/// kill waits for it. The sums are exact, and the same as if all had been looked at. Thread-safe.
/// </summary>
internal sealed class UnitAggregation(SqliteDatabase database, SqliteExperimentRegistry registry, TimeProvider time) : IDisposable
{
    /// <summary>How many events are gone through at once.</summary>
    private const int Part = 2_000;

    private readonly RepeatedLoad _load = new(registry, time);
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <inheritdoc cref="IEventStore.AggregateAsync"/>
    public Task RunAsync(ExperimentDefinition definition, string environment, CancellationToken cancellationToken) => _load.RunAsync(
        definition.Id,
        async () =>
        {
            await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await LoadAsync(definition, environment, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _turn.Release();
            }
        },
        cancellationToken);

    public void Dispose() => _turn.Dispose();

    private async Task<(long Rows, TimeSpan? Lag)> LoadAsync(
        ExperimentDefinition definition, string environment, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var begun = await database.WriteAsync(
            connection => AggregationRows.Begin(connection, definition.Id, environment), cancellationToken).ConfigureAwait(false);
        if (begun.IsNew) await ForgetAsync(cancellationToken).ConfigureAwait(false);
        var (sums, ages) = (begun.Sums, new AgeSample());
        var part = new EventPart(EventPlan.Of(definition), environment, begun.Number);
        for (var seen = begun.Seen; seen < begun.Newest; seen = Math.Min(seen + Part, begun.Newest))
        {
            var (from, until) = (seen, Math.Min(seen + Part, begun.Newest));
            var units = await database.ReadAsync(connection => part.Read(connection, from, until, ages), cancellationToken)
                .ConfigureAwait(false);
            foreach (var unit in units)
            {
                if (unit.Before is { } before) sums.Remove(before);
                if (unit.Now is { } added) sums.Add(added);
            }

            var changed = sums.TakeChanged();
            await database.WriteAsync(
                connection => AggregationRows.Write(connection, begun.Number, until, units, changed),
                cancellationToken).ConfigureAwait(false);
        }

        var data = AggregatedSums.Data(definition, sums.Rounded, now);
        var entry = registry.Entry(RegistryAction.Results, definition.Id, "events") with { Data = data };
        var rows = await database.WriteAsync(connection => AggregationRows.End(connection, entry), cancellationToken).ConfigureAwait(false);
        return (rows, begun.IsNew || rows == 0 ? null : ages.Of(0.95, time.GetUtcNow()));
    }

    /// <summary>Removes what units have added to sums that are gone, in parts: it may be millions.</summary>
    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        while (await database.WriteAsync(connection => AggregationRows.Forget(connection, Part), cancellationToken)
            .ConfigureAwait(false) > 0) { }
    }
}
