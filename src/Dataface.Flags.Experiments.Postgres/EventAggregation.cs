using System.Collections.Concurrent;
using System.Data;
using Dataface.Flags.Experiments.Design;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Postgres.Connections;
using Dataface.Flags.Postgres.State;
using Npgsql;
using NpgsqlTypes;

namespace Dataface.Flags.Experiments.Postgres;

/// <summary>
/// Makes results of raw events, in the database: one value for each unit, counted from its first exposure on, whenever its events came; then sums for
/// each variant and day of first exposure. A unit that saw two variants is in none of them, and counted. Only units are looked at that something new
/// came of; the sums are exact, and the same as if all had been looked at. Thread-safe, also across servers.
/// </summary>
internal sealed class EventAggregation(PostgresExperimentRegistry registry, TimeProvider time)
{
    /// <summary>While events come, a look follows the other each second; one row in the refresh log tells of all those of a minute.</summary>
    private static readonly TimeSpan LogPeriod = TimeSpan.FromMinutes(1);

    /// <summary>Others may be at it for long, when they begin anew; a database that does not answer at all is noticed nevertheless.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMinutes(10);

    private const int MostAttempts = 5;

    private readonly ConcurrentDictionary<string, Told> _told = new(StringComparer.Ordinal);

    /// <summary>
    /// Aggregates an experiment's events, and puts the results in the place of those before; the refresh log says how it went, of failures each, and
    /// else once a minute, and at once of the first results. Without any exposure it leaves sums as they are that somebody has sent. Waits for other
    /// servers that are at the same experiment, so that events count that were there when it was called.
    /// </summary>
    /// <param name="definition">The experiment; it has a flag.</param>
    /// <param name="environment">Events of others do not count. With another than the last time, everything is aggregated anew.</param>
    /// <exception cref="NpgsqlException">It failed; the refresh log says so, if it can be written.</exception>
    public async Task RunAsync(ExperimentDefinition definition, string environment, CancellationToken cancellation)
    {
        IExperimentStore store = registry;
        var told = _told.GetValueOrDefault(definition.Id);
        var isDue = told is null || time.GetElapsedTime(told.At) >= LogPeriod;
        long? refresh = isDue ? await store.StartRefreshAsync(definition.Id, cancellation).ConfigureAwait(false) : null;
        try
        {
            var (rows, lag) = await registry.RunAsync(connection => TakeTurnAsync(connection, definition, environment, cancellation), cancellation).ConfigureAwait(false);
            var longest = told?.Lag > (lag ?? TimeSpan.Zero) ? told.Lag : lag;
            if (isDue || (rows > 0 && !told!.HasRows))
            {
                refresh ??= await store.StartRefreshAsync(definition.Id, cancellation).ConfigureAwait(false);
                await store.FinishRefreshAsync(refresh.Value, RefreshStatus.Succeeded, rows, null, longest, cancellation).ConfigureAwait(false);
                _told[definition.Id] = new(time.GetTimestamp(), rows > 0, null);
            }
            else
            {
                _told[definition.Id] = told! with { Lag = longest };
            }
        }
        catch (Exception error)
        {
            var entry = refresh ?? await store.StartRefreshAsync(definition.Id, CancellationToken.None).ConfigureAwait(false);
            await store.FinishRefreshAsync(entry, RefreshStatus.Failed, 0, error.Message, null, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<(long Rows, TimeSpan? Lag)> TakeTurnAsync(
        NpgsqlConnection connection, ExperimentDefinition definition, string environment, CancellationToken cancellation)
    {
        try
        {
            var wait = Sql.Command(AggregationSql.Lock, definition.Id);
            wait.CommandTimeout = (int)LongestTurn.TotalSeconds;
            await connection.ExecuteAsync(wait, cancellation).ConfigureAwait(false);
            return await RepeatAsync(() => LoadAsync(connection, definition, environment, cancellation)).ConfigureAwait(false);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw await Turn.TakenAsync(connection, error, cancellation).ConfigureAwait(false);
        }
        finally
        {
            // After a wait that was ended, too: the turn may have come just then. With a connection that is broken the lock is gone.
            if (connection.State == ConnectionState.Open)
                await connection.ExecuteAsync(Sql.Command(AggregationSql.Unlock), CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// What is read is of one moment. When a row that is written was changed since, such as by somebody who edits the experiment,
    /// PostgreSQL asks to begin the transaction anew.
    /// </summary>
    private static async Task<T> RepeatAsync<T>(Func<Task<T>> transaction)
    {
        for (var left = MostAttempts; ; left--)
        {
            try
            {
                return await transaction().ConfigureAwait(false);
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.SerializationFailure && left > 1)
            {
            }
        }
    }

    private async Task<(long Rows, TimeSpan? Lag)> LoadAsync(
        NpgsqlConnection connection, ExperimentDefinition definition, string environment, CancellationToken cancellation)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await connection.ExecuteAsync(Sql.Command(Turn.LongerLimits), cancellation).ConfigureAwait(false);
            var now = time.GetUtcNow();
            var (last, isOfEvents) = (await connection.ListAsync(
                Sql.Command(AggregationSql.Begin, definition.Id, AggregationSql.Form, environment),
                row => (Sql.Text(row, 0), row.GetBoolean(1)), cancellation).ConfigureAwait(false))[0];
            var seen = Sql.Text(last);
            foreach (var statement in Statements(definition, environment, seen)) await connection.ExecuteAsync(statement, cancellation).ConfigureAwait(false);
            var sums = await connection.ListAsync(Sql.Command(AggregationSql.ReadSums, definition.Id), AggregatedSums.Read, cancellation).ConfigureAwait(false);
            var data = AggregatedSums.Data(definition, sums, now);
            var areSums = data.Kpis.Count == 0 && !isOfEvents
                && await connection.ListAsync(Sql.Command(AggregationSql.HasResults, definition.Id), row => row.GetBoolean(0), cancellation).ConfigureAwait(false) is [true];
            if (areSums) return (0, null);
            await PostgresExperimentRegistry.ReplaceAsync(connection, registry.Entry(RegistryAction.Results, definition.Id, "events") with { Data = data }, cancellation)
                .ConfigureAwait(false);
            var lag = await connection.ListAsync(
                Sql.Command(AggregationSql.MeasureLag, definition.Flag!, environment, seen.Clone(), definition.Id, Sql.Time(time.GetUtcNow())),
                row => row.IsDBNull(0) ? (double?)null : row.GetDouble(0), cancellation)
                .ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            return (data.Kpis.Count + data.Exposures.Count, lag[0] is { } seconds ? TimeSpan.FromSeconds(Math.Max(seconds, 0)) : null);
        }
    }

    private static IEnumerable<NpgsqlCommand> Statements(ExperimentDefinition definition, string environment, NpgsqlParameter seen)
    {
        var (flag, design, metrics) = (definition.Flag!, definition.Design, definition.Metrics);
        string[] types = [.. metrics.SelectMany(m => new[] { m.Event, DivisorOf(m) }).OfType<string>().Distinct(StringComparer.Ordinal)];
        yield return Sql.Command(AggregationSql.MakeTables);
        if (seen.Value is DBNull)
        {
            yield return Sql.Command(AggregationSql.ForgetLast, definition.Id);
            yield return Sql.Command(AggregationSql.ForgetUnits, definition.Id);
            yield return Sql.Command(AggregationSql.ForgetSums, definition.Id);
            yield return Sql.Command(AggregationSql.FindAll, flag, environment);
        }
        else
        {
            yield return Sql.Command(AggregationSql.FindChanged, flag, environment, seen.Clone(), types);
        }

        yield return Sql.Command(AggregationSql.FindUnits, flag, environment, design.Arms.ToArray(), Sql.Time(Start(design.Start)), Sql.Time(Start(design.End)));
        yield return Sql.Command(
            AggregationSql.FindValues,
            Enumerable.Range(1, metrics.Count).ToArray(), Column(metrics, m => m.Event, NpgsqlDbType.Text), Column(metrics, DivisorOf, NpgsqlDbType.Text),
            Column(metrics, m => m.Value, NpgsqlDbType.Text), Column(metrics, m => m.ReturnAfter ?? TimeSpan.Zero, NpgsqlDbType.Interval),
            Column(metrics, m => m.Window, NpgsqlDbType.Interval), Column(metrics, m => m.Window is null ? Start(design.End)?.UtcDateTime : null, NpgsqlDbType.TimestampTz),
            Column(metrics, m => AggregatedSums.KindOf(m) == StatisticKind.Proportion, NpgsqlDbType.Boolean), types, environment);
        yield return Sql.Command(AggregationSql.AddSums, definition.Id);
        yield return Sql.Command(AggregationSql.DropUnits, definition.Id);
        yield return Sql.Command(AggregationSql.KeepUnits, definition.Id);
        yield return Sql.Command(AggregationSql.End, definition.Id, AggregationSql.Form, environment);
    }

    /// <summary>The events that a ratio is divided by.</summary>
    private static string? DivisorOf(MetricDefinition metric) => metric.Kind == MetricKind.Latency ? metric.Event : metric.Denominator;

    private static NpgsqlParameter Column<T>(IReadOnlyList<MetricDefinition> metrics, Func<MetricDefinition, T> part, NpgsqlDbType type) =>
        new() { Value = metrics.Select(part).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };

    private static DateTimeOffset? Start(DateOnly? day) => day is { } date ? new(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null;

    /// <param name="At">When the refresh log was last told.</param>
    /// <param name="HasRows">Whether there were results to tell of.</param>
    /// <param name="Lag">The longest lag that it has not been told of; null for none.</param>
    private sealed record Told(long At, bool HasRows, TimeSpan? Lag);
}
