using System.Globalization;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.State;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.State;

/// <summary>The rows of the trail.</summary>
internal static class TrailRows
{
    /// <summary>Adds a record behind the last one.</summary>
    /// <returns>False, and nothing is added, when there is one of the same change.</returns>
    public static bool Insert(SqliteConnection connection, AuditRecord record)
    {
        var change = record.Change;
        var isPublication = change.Action is StateAction.Publish or StateAction.Rollback;
        return connection.Execute(
            """
            INSERT INTO audit (sequence, id, environment, flag, action, number, line) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (id) DO NOTHING
            """,
            record.Sequence, KeyOf(change), change.Environment, change.Flag, AuditCodec.NameOf(change.Action),
            isPublication ? record.DocumentAfter?.Number : null, AuditCodec.Write(record)) > 0;
    }

    /// <summary>The position of the last record; 0 when there is none.</summary>
    public static long Last(SqliteConnection connection) => connection.Value<long>("SELECT max(sequence) FROM audit");

    /// <summary>The record of a change; null when there is none.</summary>
    public static AuditRecord? Find(SqliteConnection connection, StateChange change) =>
        One(connection, "SELECT sequence, line FROM audit WHERE id = $1", KeyOf(change));

    /// <summary>The record at a position; null when there is none.</summary>
    public static AuditRecord? At(SqliteConnection connection, long sequence) =>
        One(connection, "SELECT sequence, line FROM audit WHERE sequence = $1", sequence);

    /// <summary>The record that put the document of a number in force; null when there is none.</summary>
    public static AuditRecord? OfDocument(SqliteConnection connection, int number) =>
        One(connection, "SELECT sequence, line FROM audit WHERE number = $1", number);

    /// <summary>The next records behind a position, oldest first.</summary>
    public static List<AuditRecord> After(SqliteConnection connection, long sequence, int most) => connection.Rows(
        "SELECT sequence, line FROM audit WHERE sequence > $1 ORDER BY sequence LIMIT $2", Parse, sequence, most);

    /// <summary>The records of a page, newest first.</summary>
    public static List<AuditRecord> Search(SqliteConnection connection, TrailQuery query) =>
        connection.Rows(SearchSql(query), Parse, [query.Before ?? long.MaxValue, query.Size, .. query.Members.Select(m => m.Value)]);

    /// <summary>
    /// The environment and the action have an index each, and one together. The flag's holds both of them, and is the one to take (the
    /// plus says so): a flag has few records.
    /// </summary>
    public static string SearchSql(TrailQuery query) =>
        "SELECT sequence, line FROM audit WHERE sequence < $1" + string.Concat(query.Members.Select((member, i) =>
            $" AND {(i > 0 && query.Flag is not null ? "+" : "")}{member.Member} = ${i + 3}")) + " ORDER BY sequence DESC LIMIT $2";

    /// <summary>
    /// Whether the columns by which a record is found say what it says; in a database of version 14 ids have another order.
    /// </summary>
    public static bool IsFiledWell(SqliteConnection connection, AuditRecord record) => connection.Value<long>(
        "SELECT count(*) FROM audit WHERE sequence = $1 AND id IN ($2, $6) AND environment = $3 AND flag = $4 AND action = $5",
        record.Sequence, KeyOf(record.Change), record.Change.Environment, record.Change.Flag,
        AuditCodec.NameOf(record.Change.Action), record.Change.Id.ToByteArray()) == 1;

    /// <summary>What a row holds.</summary>
    /// <exception cref="InvalidDataException">It is not what was written.</exception>
    public static AuditRecord Parse(SqliteDataReader row)
    {
        var sequence = row.GetInt64(0);
        return AuditCodec.TryRead(row.GetFieldValue<byte[]>(1), out var record) && record.Problem is null && record.Sequence == sequence
            ? record
            : throw Damaged(sequence);
    }

    /// <summary>A record that does not say what was written.</summary>
    public static InvalidDataException Damaged(long sequence) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"Record {sequence} of the trail is not as it was written: the database is damaged, or was changed by hand. "
        + $"Stop the server, keep a copy of its data folder, and put the newest backup back with 'restore'."));

    /// <summary>The id in the order of its text: those that begin with the time come one after the other.</summary>
    private static byte[] KeyOf(StateChange change) => change.Id.ToByteArray(bigEndian: true);

    private static AuditRecord? One(SqliteConnection connection, string sql, object value) =>
        connection.Rows(sql, Parse, value) is [var record] ? record : null;
}
