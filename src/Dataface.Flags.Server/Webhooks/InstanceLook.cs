using System.Text.Json.Nodes;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Instances;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Webhooks;

/// <summary>
/// Changes of state that instances do not confirm: those that were heard of when it was made, and have not said since that they have it.
/// </summary>
internal sealed class InstanceLook(KnownInstances instances, SharedState states, ServerStorage storage, TimeProvider time) : ILook
{
    /// <summary>How long an instance may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int MostNamed = 10;

    public async Task<IReadOnlyList<StandingNotice>> LookAsync(CancellationToken cancellationToken)
    {
        var notices = new List<StandingNotice>();
        foreach (var (environment, known) in instances.All)
        {
            var state = await states.LoadAsync(environment, cancellationToken);
            var behind = known.List().Where(instance => !instance.Holds(state.Lineage, state.Sequence)).ToList();
            if (state.Sequence == 0 || behind.Count == 0) continue;
            if (await FindAsync(state.Sequence, cancellationToken) is not { } record) continue;
            var age = time.GetUtcNow() - record.Change.At;
            if (age < Patience) continue;
            var unconfirmed = behind.Where(instance => time.GetElapsedTime(instance.HeardAt) < age + known.SilenceOf(instance)).ToList();
            if (unconfirmed.Count > 0) notices.Add(NoticeOf(environment, state, record, unconfirmed, known.Count));
        }

        return notices;
    }

    private async Task<AuditRecord?> FindAsync(long sequence, CancellationToken cancellationToken)
    {
        var found = await storage.Trail.SearchAsync(new TrailQuery(1, sequence + 1), cancellationToken);
        return found is [{ Problem: null } record] && record.Sequence == sequence ? record : null;
    }

    private static StandingNotice NoticeOf(
        string environment, FlagState state, AuditRecord record, List<InstanceView> unconfirmed, int count)
    {
        var names = unconfirmed.Select(instance => instance.Name).Order(StringComparer.Ordinal).Take(MostNamed);
        var data = new JsonObject
        {
            ["flag"] = record.Change.Flag,
            ["record"] = record.Sequence,
            ["unconfirmed"] = unconfirmed.Count,
            ["known"] = count,
            ["instances"] = new JsonArray([.. names.Select(name => (JsonNode?)name)]),
        };
        return StandingNotices.Of(WebhookEvents.InstanceUnconfirmed, environment, $"{state.Lineage}.{state.Sequence}", data);
    }
}
