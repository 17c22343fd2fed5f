using System.Globalization;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Definitions;
using Dataface.Flags.Sqlite.Experiments;
using Dataface.Flags.Sqlite.Guard;
using Dataface.Flags.Sqlite.Schema;
using Dataface.Flags.Sqlite.Settings;
using Dataface.Flags.Sqlite.State;
using Dataface.Flags.State;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Folder;

/// <summary>Proves each part of a data folder, also while its server writes to it.</summary>
/// <param name="folder">The folder.</param>
/// <param name="sound">Is told of each part that is sound.</param>
internal sealed class FolderCheck(ServerFolder folder, Action<string> sound)
{
    private const int RecordsAtOnce = 256;

    /// <exception cref="FileNotFoundException">There is no database, or a document is missing.</exception>
    /// <exception cref="InvalidDataException">A part is damaged; the message says which, and what to do.</exception>
    public AuditVerification Run()
    {
        folder.ThrowIfNone();
        try
        {
            FileHeader.Check(folder.Database);
            using var connection = SqliteConnections.OpenReader(folder.Database);
            var version = SqliteMigrator.Refuse(folder.Database, connection);
            CheckFile(connection);

            // What was confirmed by now is in what is read next, which is of one moment.
            using var head = File.Exists(folder.Head) ? new HeadFile(folder.Head) : null;
            connection.Execute("BEGIN");
            head?.Check(connection);
            var verification = CheckTrail(connection);
            if (!verification.IsIntact) return verification;
            CheckRest(connection, version);
            return verification;
        }
        catch (SqliteException error)
        {
            throw SqliteTrouble.Of(folder.Database, error);
        }
    }

    private void CheckFile(SqliteConnection connection)
    {
        var problems = connection.Rows("PRAGMA integrity_check(3)", row => row.GetString(0));
        if (problems is not ["ok"]) throw SqliteTrouble.Damaged(folder.Database, string.Join(" ", problems) + ".");
        sound("the database's pages and indexes");
    }

    private AuditVerification CheckTrail(SqliteConnection connection)
    {
        var (links, state, documents) = (new AuditLinks(null), new LedgerState(Path.GetFileName(folder.Database)), 0);
        while (TrailRows.After(connection, state.Sequence, RecordsAtOnce) is { Count: > 0 } records)
        {
            foreach (var record in records)
            {
                if (links.Add(record) is var fault and not AuditFault.None) return links.Answer(fault);
                state = state.After(record);
                if (!TrailRows.IsFiledWell(connection, record)) throw TrailRows.Damaged(record.Sequence);
                if (record.DocumentAfter is not { } document || document == record.DocumentBefore) continue;
                DocumentRows.Read(connection, document.Hash);
                documents++;
            }
        }

        Say($"the trail: {state.Sequence} records, each as it was written and behind the one before");
        Say($"published documents: {documents}");
        return links.End();
    }

    private void CheckRest(SqliteConnection connection, long version)
    {
        var names = SettingRows.Names(connection);
        foreach (var name in names) SettingRows.Read(connection, name);
        Say($"settings, such as keys: {names.Count}");
        ReportRows.Read(connection);

        // In a folder of a version without seals, they are made at the next start.
        if (version >= SealedTable.Since) CheckSeals(connection);
        CheckExperiments(connection);
        CheckEvents(connection);
    }

    private void CheckSeals(SqliteConnection connection)
    {
        foreach (var table in SealedTable.All)
        {
            if (Seal.Broken(connection, table) is > 0 and var broken) throw SqliteTrouble.Damaged(folder.Database, string.Create(
                CultureInfo.InvariantCulture, $"of its {table.Rows}, {broken} are not as they were written."));
            Say($"{table.Rows}: {connection.Value<long>($"SELECT count(*) FROM {table.Name}")}");
        }
    }

    private void CheckEvents(SqliteConnection connection)
    {
        var broken = connection.Value<long>("SELECT count(*) FROM events WHERE NOT json_valid(attributes)");
        if (broken > 0) throw SqliteTrouble.Damaged(folder.Database, string.Create(
            CultureInfo.InvariantCulture, $"the attributes of {broken} of its raw events cannot be read."));
        Say($"raw events: {connection.Value<long>("SELECT count(*) FROM events")}");
    }

    private void CheckExperiments(SqliteConnection connection)
    {
        var ids = connection.Rows("SELECT id FROM experiments ORDER BY id", row => row.GetString(0));
        if (ids.Find(id => !ExperimentSeal.Holds(connection, id)) is { } changed)
        {
            throw SqliteTrouble.Damaged(
                folder.Database, $"the experiment '{changed}', its audit or its results are not as they were written.");
        }

        if (connection.Rows("PRAGMA foreign_key_check", row => row.GetString(0)) is [var table, ..])
        {
            throw SqliteTrouble.Damaged(folder.Database, $"the table {table} has rows whose owner no longer exists.");
        }

        Say($"experiments: {ids.Count}, each with its audit and results as they were written");
    }

    private void Say(FormattableString part) => sound(part.ToString(CultureInfo.InvariantCulture));
}
