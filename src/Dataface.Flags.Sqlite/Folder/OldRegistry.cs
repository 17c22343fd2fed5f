using System.Globalization;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Experiments;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Folder;

/// <summary>The experiments of a version before SQLite, as the lines of their journal make them.</summary>
/// <param name="path">The journal; need not exist.</param>
internal sealed class OldRegistry(string path)
{
    /// <summary>Does again in an empty database, in its open transaction, what the lines tell of.</summary>
    /// <returns>How many experiments there are.</returns>
    /// <exception cref="InvalidDataException">A line is damaged, or says what cannot be; the message says which.</exception>
    public int Read(SqliteConnection connection)
    {
        foreach (var line in OldRegistryLines.Read(path))
        {
            try
            {
                Take(connection, line);
            }
            catch (Exception error) when (error is RefusalException or KeyNotFoundException or InvalidOperationException or FormatException
                or ArgumentException or JsonException)
            {
                throw new InvalidDataException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Line {line.GetProperty("sequence").GetInt64()} of {path} is impossible: {error.Message} "
                        + $"Nothing was taken over. Put the file back from a backup."),
                    error);
            }
        }

        return ExperimentRows.List(connection).Count;
    }

    /// <summary>The first experiment of which the database does not know everything that the lines tell; null when there is none.</summary>
    public string? FirstUnknown(SqliteConnection connection) => OldRegistryLines.Read(path)
        .Select(line => line.GetProperty("id").GetString()!).Where(id => id.Length > 0).GroupBy(id => id, StringComparer.Ordinal)
        .FirstOrDefault(lines =>
            ExperimentRows.Find(connection, lines.Key) is null
                || ExperimentRows.ReadAudit(connection, lines.Key).Count < lines.Count())?.Key;

    private static void Take(SqliteConnection connection, JsonElement line)
    {
        if (line.TryGetProperty("refresh", out var refresh))
        {
            RefreshRows.Keep(connection, ReadRefresh(refresh));
            return;
        }

        var entry = ReadEntry(line);
        var before = ExperimentRows.Find(connection, entry.Id);
        if (entry.Action == RegistryAction.Create && before is not null) throw RegistryRules.Exists(entry.Id);
        if (entry.Action != RegistryAction.Create && before is null) throw RegistryRules.NotFound(entry.Id);
        if (entry.Data is not null) SqliteExperimentRegistry.Replace(connection, entry);
        ExperimentRows.Write(connection, entry, before, After(line, entry, before));
    }

    private static ExperimentRecord After(JsonElement line, RegistryEntry entry, ExperimentRecord? before) => entry.Action switch
    {
        RegistryAction.Create => RegistryRules.New(ReadDraft(line, entry.Id), entry.At),
        RegistryAction.Document => RegistryRules.Replace(before!, ReadDraft(line, entry.Id), before!.Version),
        RegistryAction.Status => RegistryRules.Move(
            before!,
            new StatusChange(
                entry.Id, ExperimentWords.Statuses.Parse(Text(line, "to")!), entry.By, entry.Reason ?? "",
                line.TryGetProperty("decision", out var decision) ? DecisionJson.Read(decision) : null),
            entry.At),
        RegistryAction.Stable => before! with { StableAt = before.StableAt ?? entry.At },
        _ => before!,
    };

    private static RegistryEntry ReadEntry(JsonElement line) => new()
    {
        Action = Enum.Parse<RegistryAction>(Text(line, "action")!),
        At = line.GetProperty("at").GetDateTimeOffset(),
        By = Text(line, "by")!,
        Id = Text(line, "id")!,
        Reason = Text(line, "reason"),
        Data = line.TryGetProperty("data", out var data) ? ExperimentDataCodec.Read(Encoding.UTF8.GetBytes(data.GetRawText())) : null,
        Note = Text(line, "note"),
        After = Text(line, "after"),
    };

    private static ExperimentDraft ReadDraft(JsonElement line, string id)
    {
        var draft = line.GetProperty("draft");
        return new()
        {
            Id = id,
            Name = Text(draft, "name")!,
            Hypothesis = Text(draft, "hypothesis")!,
            Owner = Text(draft, "owner")!,
            Kpis = [.. draft.GetProperty("kpis").EnumerateArray().Select(kpi => kpi.GetString()!)],
            Definition = Text(draft, "definition"),
        };
    }

    private static RefreshEntry ReadRefresh(JsonElement refresh) => new()
    {
        Id = refresh.GetProperty("id").GetInt64(),
        Job = Text(refresh, "job")!,
        StartedAt = refresh.GetProperty("startedAt").GetDateTimeOffset(),
        FinishedAt = refresh.TryGetProperty("finishedAt", out var finished) ? finished.GetDateTimeOffset() : null,
        Status = Enum.Parse<RefreshStatus>(Text(refresh, "status")!),
        Rows = refresh.GetProperty("rows").GetInt64(),
        Error = Text(refresh, "error"),
        Lag = Text(refresh, "lag") is { } lag ? TimeSpan.ParseExact(lag, "c", CultureInfo.InvariantCulture) : null,
    };

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
