using Dataface.Flags.Server.Instances;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Incidents;

/// <summary>
/// Finds kills that some instance has not confirmed. Those that every instance has reported beyond are not looked for, so that a page of
/// the trail is all that is read. Thread-safe.
/// </summary>
internal sealed class OutstandingKills(ServerStorage storage, KnownInstances instances, TimeProvider time)
{
    /// <summary>Kills behind so many later ones are not looked for.</summary>
    private const int MostRead = 200;

    /// <param name="environment">The environment.</param>
    /// <param name="state">Its state.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<IReadOnlyList<OutstandingKill>> ReadAsync(string environment, FlagState state, CancellationToken cancellationToken)
    {
        var known = instances.Of(environment).List();
        if (state.Kills.Count == 0 || known.All(instance => instance.Holds(state.Lineage, state.Sequence))) return [];
        var query = new TrailQuery(MostRead, Environment: environment, Action: AuditCodec.NameOf(StateAction.Kill));
        var records = await storage.Trail.SearchAsync(query, cancellationToken);
        var began = records.Where(record => state.Kills.ContainsKey(record.Change.Flag))
            .GroupBy(record => record.Change.Flag, StringComparer.Ordinal).Select(Began);
        return [.. began.Select(record => Of(environment, state, record, known)).OfType<OutstandingKill>()];
    }

    /// <summary>The record since which the flag is off: a kill of one that is killed changes nothing in any instance.</summary>
    private static AuditRecord Began(IEnumerable<AuditRecord> newestFirst)
    {
        AuditRecord? began = null;
        foreach (var record in newestFirst)
        {
            began = record;
            if (record.Before is null) break;
        }

        return began!;
    }

    private OutstandingKill? Of(string environment, FlagState state, AuditRecord record, IReadOnlyList<InstanceView> known)
    {
        var missing = known.Where(instance => !instance.Holds(state.Lineage, record.Sequence)).ToList();
        if (missing.Count == 0) return null;
        var change = record.Change;
        var elapsed = time.GetUtcNow() - change.At;
        var confirmation = Confirmation.Of(
            known.Count, missing, elapsed > TimeSpan.Zero ? elapsed : TimeSpan.Zero, instance => time.GetElapsedTime(instance.HeardAt));
        return new(
            change.Flag, change.At, change.By, change.Reason, record.Sequence,
            confirmation with { IsPartial = instances.Of(environment).IsPartial },
            Remedy.Of(
                "Ends the kill; the flag's ramps begin anew at their first step.", StateAction.Restore, environment, change.Flag, null,
                $"undoes record {record.Sequence} (kill)"));
    }
}
