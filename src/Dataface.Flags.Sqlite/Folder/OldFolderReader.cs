using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Guard.Store;
using Dataface.Flags.Publishing;
using Dataface.Flags.Sqlite.Definitions;
using Dataface.Flags.Sqlite.Guard;
using Dataface.Flags.Sqlite.Settings;
using Dataface.Flags.Sqlite.State;
using Dataface.Flags.State;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Folder;

/// <summary>Reads the files of an older version into an empty database, in its open transaction.</summary>
internal sealed class OldFolderReader(SqliteConnection connection, OldFiles old)
{
    /// <returns>What was read, in words.</returns>
    public string Read()
    {
        var (state, documents) = ReadTrail();
        if (state.Sequence == 0 && (old.HasDocuments || JournalArchives.All(old.Journal).Any()))
        {
            throw new InvalidDataException(
                $"The journal {old.Journal} is missing or empty, but there are documents or archives beside it: every kill in it would be "
                + "forgotten. Put it back from a backup. If it may be forgotten, move the documents and archives away.");
        }

        if (state.Sequence > 0) StandRow.Write(connection, state);
        var keys = ReadKeys();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{state.Sequence} records (head {state.Head[..12]}), {documents} documents, {(keys ? "the keys" : "no keys")}, "
            + $"{ReadEvidence()} reports of guards, {new OldRegistry(old.Experiments).Read(connection)} experiments");
    }

    private (LedgerState State, int Documents) ReadTrail()
    {
        var (state, hashes) = (new LedgerState("journal"), new HashSet<string>(StringComparer.Ordinal));
        foreach (var record in JournalRecords.Read(old.Journal))
        {
            if (record.Sequence != state.Sequence + 1 || record.PreviousHash != state.Head || record.Hash != AuditCodec.HashOf(record))
            {
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Record {record.Sequence} of {old.Journal} does not follow the one before: one is missing, or was changed. "
                    + $"Nothing was taken over. Keep a copy of the folder, and put the newest backup back with 'restore'."));
            }

            TrailRows.Insert(connection, record);
            state = state.After(record);
            if (record.DocumentAfter is not { } document || document == record.DocumentBefore) continue;
            if (hashes.Add(document.Hash)) ReadDocument(document.Hash);
        }

        return (state, hashes.Count);
    }

    private void ReadDocument(string hash)
    {
        var path = Path.Combine(old.Documents, hash + ".json");
        if (!File.Exists(path)) throw new FileNotFoundException(
            $"The published document {path} is missing, and nothing was taken over. Put it back from a backup.", path);
        var bytes = File.ReadAllBytes(path);
        if (PublishedDocument.HashOf(bytes) != hash) throw new InvalidDataException(
            $"{path} was changed: its bytes do not have the hash that is its name. Nothing was taken over. Put it back from a backup.");
        DocumentRows.Keep(connection, hash, bytes);
    }

    private bool ReadKeys() => File.Exists(old.Keys) && SettingRows.Write(connection, "keys", File.ReadAllBytes(old.Keys), 0);

    private int ReadEvidence()
    {
        if (!File.Exists(old.Evidence)) return 0;
        var (ledgers, lines) = (new EvidenceLedgers(), 0);
        using var file = File.OpenRead(old.Evidence);
        foreach (var (text, hasEnd) in JournalLines.Read(file))
        {
            // A last line without its end is a write that was cut short.
            if (!hasEnd) break;
            Parse(text, ++lines).AddTo(ledgers);
        }

        foreach (var (at, state) in ledgers.Save()) ReportRows.Insert(connection, new(at, Report: null, state));
        return lines;
    }

    private EvidenceLine Parse(byte[] text, int number)
    {
        try
        {
            return JsonSerializer.Deserialize(text, EvidenceLineJson.Default.EvidenceLine)!;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Line {number} of {old.Evidence} is not a report. Keep a copy and move the file away: "
                    + $"evidence is then collected from the beginning, and stages stay."),
                error);
        }
    }
}
