using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Connections;

/// <summary>
/// Statements in one line, compiled once for each connection. Values stand for <c>$1</c>, <c>$2</c> and so on: text, bytes, whole
/// numbers, or null.
/// </summary>
internal static class SqliteStatements
{
    /// <returns>How many rows were changed.</returns>
    public static int Execute(this SqliteConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        using var use = StatementCache.Take(connection, sql, values);
        return use.Command.ExecuteNonQuery();
    }

    /// <summary>The first value of the first row; the default when there is no row, or the value is NULL.</summary>
    public static T? Value<T>(this SqliteConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        using var use = StatementCache.Take(connection, sql, values);
        using var reader = use.Command.ExecuteReader();
        return reader.Read() && !reader.IsDBNull(0) ? reader.GetFieldValue<T>(0) : default;
    }

    /// <summary>What <paramref name="read"/> makes of each row.</summary>
    public static List<T> Rows<T>(
        this SqliteConnection connection, string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using var use = StatementCache.Take(connection, sql, values);
        using var reader = use.Command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }
}
