using System.Globalization;
using System.Text.Json.Nodes;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;
using Dataface.Flags.Values;

namespace Dataface.Flags.Server.Webhooks;

/// <summary>Ramps that stand for long, and guards that would not notice harm, in each environment that the document names.</summary>
internal sealed class RolloutLook(EnvironmentClients clients, SharedState states, ServerStorage storage, TimeProvider time) : ILook
{
    /// <summary>How much longer than its hold a ramp may stand at a step.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromDays(1);

    /// <summary>What guards have counted is read anew as seldom as this, since that is the whole of it.</summary>
    private static readonly TimeSpan GuardAge = TimeSpan.FromMinutes(1);

    private Dictionary<string, DateTimeOffset> _standing = [];
    private IReadOnlyList<StandingNotice> _guards = [];
    private long? _guardsAt;

    public async Task<IReadOnlyList<StandingNotice>> LookAsync(CancellationToken cancellationToken)
    {
        if (clients.Definitions is not { } document) return [];
        var areGuardsDue = _guardsAt is not { } at || time.GetElapsedTime(at) >= GuardAge;
        var (ramps, guards) = (new List<StandingNotice>(), new List<StandingNotice>());
        var standing = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var environment in document.Flags.Values.SelectMany(flag => flag.Environments.Keys).Distinct(StringComparer.Ordinal))
        {
            var snapshot = (await clients.GetAsync(environment, cancellationToken)).Pin();
            foreach (var rollout in GuardedRollout.In(snapshot, environment).Where(rollout => rollout.NextShare is not null))
            {
                var since = standing[rollout.Id] = await SinceAsync(rollout, cancellationToken);
                if (IsHeld(rollout, since)) ramps.Add(Held(rollout, environment, since));
            }

            if (areGuardsDue) guards.AddRange(await GuardsAsync(snapshot, environment, cancellationToken));
        }

        _standing = standing;
        if (areGuardsDue) (_guards, _guardsAt) = (guards, time.GetTimestamp());
        return [.. ramps, .. _guards];
    }

    /// <summary>
    /// Since when a rollout stands where it does. Nothing is recorded of one that nobody has taken on: it stands there since it was
    /// published, and at least since the document in force was, when it is seen first.
    /// </summary>
    private async Task<DateTimeOffset> SinceAsync(GuardedRollout rollout, CancellationToken cancellationToken)
    {
        if (rollout.Recorded is { } stands) return stands.Since;
        if (_standing.TryGetValue(rollout.Id, out var seen)) return seen;
        var publications = new List<AuditRecord>();
        foreach (var action in new[] { StateAction.Publish, StateAction.Rollback })
            publications.AddRange(await storage.Trail.SearchAsync(new(1, Action: AuditCodec.NameOf(action)), cancellationToken));
        return publications.MaxBy(record => record.Sequence)?.Change.At ?? time.GetUtcNow();
    }

    private bool IsHeld(GuardedRollout rollout, DateTimeOffset since) =>
        rollout.Definition.Ramp is { } ramp && time.GetUtcNow() - since > ramp.Hold + Long;

    private static StandingNotice Held(GuardedRollout rollout, string environment, DateTimeOffset since)
    {
        var data = Of(rollout.Key, rollout.Rule, rollout.Id);
        data["stage"] = rollout.Stage;
        data["percent"] = Percentage.Of(rollout.Rollout.MilliPercent);
        data["since"] = since.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        data["paused"] = rollout.Recorded?.IsPaused == true;
        var subject = $"{rollout.Id} {rollout.Stage} {rollout.Recorded?.Epoch ?? 0}";
        return StandingNotices.Of(WebhookEvents.RampHeld, environment, subject, data);
    }

    private async Task<IReadOnlyList<StandingNotice>> GuardsAsync(
        FlagSnapshot snapshot, string environment, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var notices = new List<StandingNotice>();
        foreach (var rollout in await GuardInspection.ListSilentAsync(snapshot, environment, storage.Evidence, now, cancellationToken))
        {
            var data = Of(rollout.Key, rollout.Rule, rollout.Id);
            data["problem"] = GuardSentences.Silent(rollout.Guard.Silence);
            notices.Add(StandingNotices.Of(WebhookEvents.GuardSilent, environment, rollout.Id, data));
        }

        var state = await states.LoadAsync(environment, cancellationToken);
        foreach (var status in await GuardInspection.LookAsync(snapshot, environment, state, storage.Evidence, now, cancellationToken))
        {
            if (status.Health != GuardHealth.Unprotected) continue;
            var data = Of(status.Flag, status.Rule, status.Rollout);
            data["problem"] = status.Problem;
            notices.Add(StandingNotices.Of(WebhookEvents.GuardUnprotected, environment, status.Rollout, data));
        }

        return notices;
    }

    private static JsonObject Of(string flag, string? rule, string rollout)
    {
        var data = new JsonObject { ["flag"] = flag };
        if (rule is not null) data["rule"] = rule;
        data["rollout"] = rollout;
        return data;
    }
}
