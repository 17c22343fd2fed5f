using System.Data.Common;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Registry;
using Npgsql;
using NpgsqlTypes;

namespace Dataface.Flags.Experiments.Postgres;

/// <summary>Statements and their parameters.</summary>
internal static class Sql
{
    /// <param name="text">A constant of this package: nothing from outside.</param>
    /// <param name="values">The parameters $1, $2, ...; a <see cref="NpgsqlParameter"/> as it is.</param>
    public static NpgsqlCommand Command(string text, params object[] values)
    {
#pragma warning disable CA2100
        var command = new NpgsqlCommand(text);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(value as NpgsqlParameter ?? new() { Value = value is DateTimeOffset time ? time.UtcDateTime : value });
        }

        return command;
    }

    public static NpgsqlParameter Text(string? text) => new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    public static NpgsqlParameter Time(DateTimeOffset? time) =>
        new() { Value = (object?)time?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    public static NpgsqlParameter Span(TimeSpan? span) =>
        new() { Value = (object?)span ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Interval };

    public static NpgsqlParameter Decision(DecisionRecord? decision) =>
        new() { Value = decision is null ? DBNull.Value : DecisionJson.ToText(decision), NpgsqlDbType = NpgsqlDbType.Jsonb };

    public static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static async Task<int> ExecuteAsync(this NpgsqlConnection connection, NpgsqlCommand command, CancellationToken cancellation)
    {
        command.Connection = connection;
        await using (command.ConfigureAwait(false)) return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    public static async Task<List<T>> ListAsync<T>(
        this NpgsqlConnection connection, NpgsqlCommand command, Func<DbDataReader, T> read, CancellationToken cancellation)
    {
        command.Connection = connection;
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var list = new List<T>();
                while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) list.Add(read(reader));
                return list;
            }
        }
    }
}
