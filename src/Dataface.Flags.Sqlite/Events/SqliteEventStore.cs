using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Events;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Database;
using Dataface.Flags.Sqlite.Experiments;

namespace Dataface.Flags.Sqlite.Events;

/// <summary>Keeps raw events in the server's database, each once, however often it is sent. Thread-safe.</summary>
internal sealed class SqliteEventStore(SqliteDatabase database, SqliteExperimentRegistry registry, TimeProvider time) : IEventStore,
    IDisposable
{
    private const string Add =
        """
        INSERT INTO events (key, environment, flag, name, unit, at, attributes) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (key) DO NOTHING
        """;

    private readonly UnitAggregation _aggregation = new(database, registry, time);

    /// <inheritdoc/>
    public Task<int> AddAsync(IReadOnlyList<ExperimentEvent> events, CancellationToken cancellationToken)
    {
        // In the order of the keys, whose index is then gone through once.
        var rows = events.Select(e => (Key: e.Key.ToByteArray(bigEndian: true), Event: e)).ToList();
        rows.Sort((a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        return database.WriteAsync(
            connection =>
            {
                var count = 0;
                foreach (var (key, e) in rows)
                {
                    count += connection.Execute(
                        Add, key, e.Environment, e.Flag, e.Name, e.Unit, UnitEvent.Microseconds(e.At), e.Attributes);
                }

                return count;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task AggregateAsync(ExperimentDefinition definition, string environment, CancellationToken cancellationToken) =>
        _aggregation.RunAsync(definition, environment, cancellationToken);

    public void Dispose() => _aggregation.Dispose();
}
