using System.Data;
using System.Data.Common;
using System.Globalization;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Events;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Postgres.Connections;
using Dataface.Flags.Postgres.State;
using Npgsql;
using NpgsqlTypes;

namespace Dataface.Flags.Experiments.Postgres;

/// <summary>
/// Makes results of raw events, in the database: one value for each unit, counted from its first exposure on, whenever its events came;
/// then sums for
/// each variant and day of first exposure. A unit that saw two variants is in none of them, and counted. Only units are looked at that
/// something new came of; the sums are exact, and the same as if all had been looked at. Thread-safe, also across servers.
/// </summary>
internal sealed class EventAggregation(PostgresExperimentRegistry registry, TimeProvider time)
{
    /// <summary>
    /// Others may be at it for long, when they begin anew; a database that does not answer at all is noticed nevertheless.
    /// </summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMinutes(10);

    private const int MostAttempts = 5;

    private readonly RepeatedLoad _load = new(registry, time);

    /// <summary>
    /// Aggregates an experiment's events, and puts the results in the place of those before; the refresh log says how it went, of failures
    /// each, and
    /// else once a minute, and at once of the first results. Without any exposure it leaves sums as they are that somebody has sent. Waits
    /// for other servers that are at the same experiment, so that events count that were there when it was called.
    /// </summary>
    /// <param name="definition">The experiment; it has a flag.</param>
    /// <param name="environment">Events of others do not count. With another than the last time, everything is aggregated anew.</param>
    /// <exception cref="NpgsqlException">It failed; the refresh log says so, if it can be written.</exception>
    public Task RunAsync(ExperimentDefinition definition, string environment, CancellationToken cancellation) => _load.RunAsync(
        definition.Id,
        () => registry.RunAsync(connection => TakeTurnAsync(connection, definition, environment, cancellation), cancellation),
        cancellation);

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
            foreach (var statement in Statements(definition, environment, seen))
                await connection.ExecuteAsync(statement, cancellation).ConfigureAwait(false);
            var sums = await connection.ListAsync(Sql.Command(AggregationSql.ReadSums, definition.Id), ReadSums, cancellation)
                .ConfigureAwait(false);
            var data = AggregatedSums.Data(definition, sums, now);
            var areSums = data.Kpis.Count == 0 && !isOfEvents
                && await connection.ListAsync(Sql.Command(AggregationSql.HasResults, definition.Id), row => row.GetBoolean(0), cancellation)
                    .ConfigureAwait(false) is [true];
            if (areSums) return (0, null);
            await PostgresExperimentRegistry.ReplaceAsync(
                connection, registry.Entry(RegistryAction.Results, definition.Id, "events") with { Data = data }, null, cancellation)
                .ConfigureAwait(false);
            var lag = await connection.ListAsync(
                Sql.Command(AggregationSql.MeasureLag, definition.Flag!, environment, seen.Clone(), definition.Id,
                    Sql.Time(time.GetUtcNow())),
                row => row.IsDBNull(0) ? (double?)null : row.GetDouble(0), cancellation)
                .ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            return (data.Kpis.Count + data.Exposures.Count, lag[0] is { } seconds ? TimeSpan.FromSeconds(Math.Max(seconds, 0)) : null);
        }
    }

    private static IEnumerable<NpgsqlCommand> Statements(ExperimentDefinition definition, string environment, NpgsqlParameter seen)
    {
        var plan = EventPlan.Of(definition);
        var (flag, types, metrics) = (plan.Flag, plan.Types.ToArray(), plan.Metrics);
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

        yield return Sql.Command(
            AggregationSql.FindUnits, flag, environment, plan.Arms.ToArray(), Sql.Time(plan.From), Sql.Time(plan.Until));
        yield return Sql.Command(
            AggregationSql.FindValues,
            metrics.Select(m => m.Place).ToArray(), Column(metrics, m => m.Event, NpgsqlDbType.Text),
            Column(metrics, m => m.Divisor, NpgsqlDbType.Text), Column(metrics, m => m.Attribute, NpgsqlDbType.Text),
            Column(metrics, m => m.After, NpgsqlDbType.Interval), Column(metrics, m => m.Length, NpgsqlDbType.Interval),
            Column(metrics, m => m.Before?.UtcDateTime, NpgsqlDbType.TimestampTz),
            Column(metrics, m => m.IsProportion, NpgsqlDbType.Boolean),
            types, environment, Column(metrics, m => m.Cap?.ToString("R", CultureInfo.InvariantCulture), NpgsqlDbType.Text));
        yield return Sql.Command(AggregationSql.AddSums, definition.Id);
        yield return Sql.Command(AggregationSql.DropUnits, definition.Id);
        yield return Sql.Command(AggregationSql.KeepUnits, definition.Id);
        yield return Sql.Command(AggregationSql.End, definition.Id, AggregationSql.Form, environment);
    }

    private static AggregatedSums ReadSums(DbDataReader row) => new(
        row.GetInt32(0), row.GetString(1), row.GetFieldValue<DateOnly>(2),
        row.GetDouble(3), row.GetDouble(4), row.GetDouble(5), row.GetDouble(6), row.GetDouble(7));

    private static NpgsqlParameter Column<T>(IReadOnlyList<CountedMetric> metrics, Func<CountedMetric, T> part, NpgsqlDbType type) =>
        new() { Value = metrics.Select(part).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}
