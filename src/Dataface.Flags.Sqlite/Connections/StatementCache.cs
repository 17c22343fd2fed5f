using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Connections;

/// <summary>
/// The statements of a connection, compiled once. As a connection, it is used by one at a time; a statement is used again only
/// when its rows have been read.
/// </summary>
internal sealed class StatementCache
{
    /// <summary>Scripts run once.</summary>
    private const int LongestKept = 1_000;

    private const int MostKept = 100;

    private static readonly ConditionalWeakTable<SqliteConnection, StatementCache> Caches = [];

    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    /// <summary>A command with its values. Dispose the use of it: a connection closes its file only when no statement is left.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="sql">Of this project: nothing from outside.</param>
    /// <param name="values">What stands for <c>$1</c> and so on.</param>
    public static Use Take(SqliteConnection connection, string sql, ReadOnlySpan<object?> values)
    {
        var cache = Caches.GetValue(connection, static _ => new());
        var command = cache.Find(connection, sql, values.Length, out var isKept);
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return new(command, isKept);
    }

    private SqliteCommand Find(SqliteConnection connection, string sql, int values, out bool isKept)
    {
        isKept = true;
        if (_commands.TryGetValue(sql, out var known)) return known;
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The caller answers for it.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 1; i <= values; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = string.Create(CultureInfo.InvariantCulture, $"${i}") });
        }

        isKept = sql.Length <= LongestKept && _commands.Count < MostKept;
        if (isKept) _commands.Add(sql, command);
        return command;
    }

    /// <summary>One use of a command, which ends with it unless it is kept.</summary>
    public readonly struct Use(SqliteCommand command, bool isKept) : IDisposable
    {
        public SqliteCommand Command { get; } = command;

        public void Dispose()
        {
            if (!isKept) Command.Dispose();
        }
    }
}
