using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Incidents;

/// <summary>Experiments that were started, decided or broken lately. Thread-safe.</summary>
internal sealed class ExperimentChanges(ServerStorage storage)
{
    private const int MostRead = 500;

    private static readonly string Running = ExperimentWords.Statuses[ExperimentStatus.Running];

    private static readonly string Decided = ExperimentWords.Statuses[ExperimentStatus.Decided];

    /// <summary>The changes since a time that a caller may see, newest first, and whether there may be more.</summary>
    /// <param name="environment">The environment that experiments run in.</param>
    /// <param name="state">Its state.</param>
    /// <param name="since">The time.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<(IReadOnlyList<RecentChange> Changes, bool IsPartial)> ReadAsync(
        string environment, FlagState state, DateTimeOffset since, Caller caller, CancellationToken cancellationToken)
    {
        var latest = await storage.Experiments.ReadLatestAuditAsync(MostRead, cancellationToken);
        var recent = latest.Where(entry => entry.Entry.At >= since && WordOf(entry.Entry) is not null).ToList();
        var records = new Dictionary<string, ExperimentRecord?>(StringComparer.Ordinal);
        foreach (var id in recent.Select(entry => entry.Id).Distinct(StringComparer.Ordinal))
            records[id] = await storage.Experiments.FindAsync(id, cancellationToken);
        var changes = recent.Where(entry => records[entry.Id] is { } record && caller.MaySee(record.Owner))
            .Select(entry => Of(entry, records[entry.Id]!, environment, state));
        return ([.. changes], latest.Count == MostRead && latest[^1].Entry.At >= since);
    }

    /// <summary>What was done, in one word; null for what changes nothing for users.</summary>
    private static string? WordOf(ExperimentAuditEntry entry) => entry switch
    {
        { Action: "status", After: { } after } when after == Running => "start",
        { Action: "status", After: { } after } when after.StartsWith(Decided, StringComparison.Ordinal) => "decide",
        { Action: ExperimentNote.Break } => "break",
        _ => null,
    };

    private static RecentChange Of(LatestAudit entry, ExperimentRecord record, string environment, FlagState state)
    {
        var (audit, word) = (entry.Entry, WordOf(entry.Entry)!);
        return new(
            audit.At, "experiment", word, entry.Id, word == "start" ? record.Name : audit.After, audit.By, audit.Reason, null,
            UndoOf(word, record, environment, state));
    }

    private static Remedy UndoOf(string word, ExperimentRecord record, string environment, FlagState state)
    {
        if (word == "decide") return Remedy.None("A decision cannot be changed. Publish a document to change what users get.");
        if (word == "break") return Remedy.None("Roll back the document that broke it.");
        if (RegisteredDefinition.Read(record.Definition, record.Id)?.Flag is not { } flag)
            return Remedy.None("A running experiment cannot go back, and this one names no flag that could be switched off.");
        return state.Kills.ContainsKey(flag)
            ? Remedy.None($"Its flag '{flag}' is killed, so that nobody takes part.")
            : Remedy.Of(
                "A running experiment cannot go back: this switches its flag off, so that nobody takes part.", StateAction.Kill,
                environment, flag, null, $"stops the experiment {record.Id}");
    }
}
