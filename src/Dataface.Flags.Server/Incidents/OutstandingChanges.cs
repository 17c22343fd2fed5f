using Dataface.Flags.Server.Instances;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Incidents;

/// <summary>
/// Finds kills in force, and restores, that some instance has not confirmed. The trail is read back to where every instance has confirmed.
/// Thread-safe.
/// </summary>
internal sealed class OutstandingChanges(ServerStorage storage, KnownInstances instances, TimeProvider time)
{
    private const int PageSize = 200;

    /// <summary>No more kills and no more restores than that are read, whatever an instance lacks.</summary>
    private const int MostRead = 10 * PageSize;

    /// <param name="environment">The environment.</param>
    /// <param name="state">Its state.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<IReadOnlyList<OutstandingChange>> ReadAsync(string environment, FlagState state, CancellationToken cancellationToken)
    {
        var known = instances.Of(environment).List();
        var confirmed = known.Min(instance => (long?)(instance.Report.Lineage == state.Lineage ? instance.Report.Applied : 0));
        if (confirmed is not { } floor || floor >= state.Sequence) return [];
        var kills = (await ReadAsync(environment, StateAction.Kill, floor, cancellationToken))
            .Where(record => state.Kills.ContainsKey(record.Change.Flag))
            .GroupBy(record => record.Change.Flag, StringComparer.Ordinal).Select(Began);
        var restores = (await ReadAsync(environment, StateAction.Restore, floor, cancellationToken))
            .Where(record => record.Before is not null && !state.Kills.ContainsKey(record.Change.Flag))
            .DistinctBy(record => record.Change.Flag, StringComparer.Ordinal);
        return [.. kills.OfType<AuditRecord>().Concat(restores).OrderByDescending(record => record.Sequence)
            .Select(record => Of(environment, state, record, known)).OfType<OutstandingChange>()];
    }

    /// <summary>The records of an action beyond a position, newest first.</summary>
    private async Task<IReadOnlyList<AuditRecord>> ReadAsync(
        string environment, StateAction action, long floor, CancellationToken cancellationToken)
    {
        var query = new TrailQuery(PageSize, Environment: environment, Action: AuditCodec.NameOf(action));
        var records = new List<AuditRecord>();
        while (records.Count < MostRead)
        {
            var page = await storage.Trail.SearchAsync(query, cancellationToken);
            records.AddRange(page.TakeWhile(record => record.Sequence > floor));
            if (page.Count < PageSize || page[^1].Sequence <= floor) break;
            query = query with { Before = page[^1].Sequence };
        }

        return records;
    }

    /// <summary>
    /// The record since which the flag is off: a kill of one that is killed changes nothing in any instance. Null when it is before those
    /// that were read, so that every instance has it.
    /// </summary>
    private static AuditRecord? Began(IEnumerable<AuditRecord> newestFirst) => newestFirst.FirstOrDefault(record => record.Before is null);

    private OutstandingChange? Of(string environment, FlagState state, AuditRecord record, IReadOnlyList<InstanceView> known)
    {
        var environmentInstances = instances.Of(environment);
        var change = record.Change;
        var elapsed = time.GetUtcNow() is var now && change.At < now ? now - change.At : TimeSpan.Zero;
        var silent = known.Where(instance => environmentInstances.IsAsked(instance, elapsed)).ToLookup(environmentInstances.IsSilent);
        var standing = new ConfirmationStanding(silent[false].Count(), Lacking(silent[false]), Lacking(silent[true]));
        if (standing.Missing.Count + standing.Silent.Count == 0) return null;
        var confirmation = Confirmation.Of(standing, elapsed, instance => time.GetElapsedTime(instance.HeardAt));
        return new(
            AuditCodec.NameOf(change.Action), change.Flag, change.At, change.By, change.Reason, record.Sequence,
            confirmation with { IsPartial = environmentInstances.IsPartial }, Remedy.OfKillOrRestore(record));

        IReadOnlyList<InstanceView> Lacking(IEnumerable<InstanceView> some) =>
            [.. some.Where(instance => !instance.Holds(state.Lineage, record.Sequence))];
    }
}
