using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Connections;

/// <summary>A statement for many rows, which is prepared once. Not thread-safe.</summary>
internal sealed class RepeatedStatement : IDisposable
{
    private readonly SqliteCommand _command;

    /// <param name="connection">Stays open for as long as this is used.</param>
    /// <param name="sql">Of this project: nothing from outside. Values stand for <c>$1</c>, <c>$2</c> and so on.</param>
    public RepeatedStatement(SqliteConnection connection, string sql)
    {
        _command = connection.CreateCommand();
#pragma warning disable CA2100
        _command.CommandText = sql;
#pragma warning restore CA2100
    }

    /// <returns>How many rows were changed.</returns>
    public int Execute(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteNonQuery();
    }

    /// <summary>Does something with each row.</summary>
    public void Read(Action<SqliteDataReader> each, params ReadOnlySpan<object?> values)
    {
        Bind(values);
        using var reader = _command.ExecuteReader();
        while (reader.Read()) each(reader);
    }

    public void Dispose() => _command.Dispose();

    private void Bind(ReadOnlySpan<object?> values)
    {
        for (var i = _command.Parameters.Count; i < values.Length; i++)
        {
            _command.Parameters.Add(new SqliteParameter { ParameterName = string.Create(CultureInfo.InvariantCulture, $"${i + 1}") });
        }

        for (var i = 0; i < values.Length; i++) _command.Parameters[i].Value = values[i] ?? DBNull.Value;
    }
}
