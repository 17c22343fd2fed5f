using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Events;
using Dataface.Flags.Postgres.Connections;
using Dataface.Flags.Postgres.State;
using Npgsql;
using NpgsqlTypes;

namespace Dataface.Flags.Experiments.Postgres;

/// <summary>Keeps raw events in PostgreSQL, each once, however often it is sent. Thread-safe.</summary>
internal sealed class PostgresEventStore(PostgresExperimentRegistry registry, TimeProvider time) : IEventStore
{
    private const string AddExposures =
        """
        INSERT INTO metrics.exposure_events (key, environment, flag, variant, unit, at)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[]) ON CONFLICT DO NOTHING
        """;

    private const string AddOutcomes =
        """
        INSERT INTO metrics.outcome_events (key, environment, type, unit, at, attributes)
        SELECT key, environment, type, unit, at, attributes::jsonb
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[])
            AS event (key, environment, type, unit, at, attributes)
        ON CONFLICT DO NOTHING
        """;

    private readonly EventAggregation _aggregation = new(registry, time);

    /// <inheritdoc/>
    public Task<int> AddAsync(IReadOnlyList<ExperimentEvent> events, CancellationToken cancellationToken) => registry.RunAsync(
        async connection =>
        {
            // In one order, so that two senders of the same events do not wait for each other in a circle.
            var sorted = events.OrderBy(e => e.Key).ToList();
            var exposures = sorted.FindAll(e => e.Flag is not null);
            var outcomes = sorted.FindAll(e => e.Flag is null);
            var batch = new NpgsqlBatch(connection);
            await using (batch.ConfigureAwait(false))
            {
                batch.BatchCommands.Add(new(Turn.Limits));
                if (exposures.Count > 0) batch.BatchCommands.Add(Exposures(exposures));
                if (outcomes.Count > 0) batch.BatchCommands.Add(Outcomes(outcomes));
                return batch.BatchCommands.Count == 1 ? 0 : await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task AggregateAsync(ExperimentDefinition definition, string environment, CancellationToken cancellationToken) =>
        _aggregation.RunAsync(definition, environment, cancellationToken);

    private static NpgsqlBatchCommand Exposures(List<ExperimentEvent> events) => new(AddExposures)
    {
        Parameters =
        {
            Array(events, e => e.Key, NpgsqlDbType.Uuid), Array(events, e => e.Environment, NpgsqlDbType.Text),
            Array(events, e => e.Flag, NpgsqlDbType.Text),
            Array(events, e => e.Name, NpgsqlDbType.Text), Array(events, e => e.Unit, NpgsqlDbType.Text),
            Array(events, e => e.At.UtcDateTime, NpgsqlDbType.TimestampTz),
        },
    };

    private static NpgsqlBatchCommand Outcomes(List<ExperimentEvent> events) => new(AddOutcomes)
    {
        Parameters =
        {
            Array(events, e => e.Key, NpgsqlDbType.Uuid), Array(events, e => e.Environment, NpgsqlDbType.Text),
            Array(events, e => e.Name, NpgsqlDbType.Text),
            Array(events, e => e.Unit, NpgsqlDbType.Text), Array(events, e => e.At.UtcDateTime, NpgsqlDbType.TimestampTz),
            Array(events, e => e.Attributes, NpgsqlDbType.Text),
        },
    };

    private static NpgsqlParameter Array<T>(List<ExperimentEvent> events, Func<ExperimentEvent, T> part, NpgsqlDbType type) =>
        new() { Value = events.Select(part).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}
