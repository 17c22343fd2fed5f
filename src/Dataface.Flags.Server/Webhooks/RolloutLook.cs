using System.Globalization;
using System.Text.Json.Nodes;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Webhooks;

/// <summary>Ramps that stand for long, and guards that would not notice harm, in each environment that the document names.</summary>
internal sealed class RolloutLook(EnvironmentClients clients, SharedState states, ServerStorage storage, TimeProvider time) : ILook
{
    /// <summary>How much longer than its hold a ramp may stand at a step.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromDays(1);

    /// <summary>What guards have counted is read anew as seldom as this, since that is the whole of it.</summary>
    private static readonly TimeSpan GuardAge = TimeSpan.FromMinutes(1);

    private IReadOnlyList<StandingNotice> _guards = [];
    private long? _guardsAt;

    public async Task<IReadOnlyList<StandingNotice>> LookAsync(CancellationToken cancellationToken)
    {
        if (clients.Definitions is not { } document) return [];
        var areGuardsDue = _guardsAt is not { } at || time.GetElapsedTime(at) >= GuardAge;
        var (ramps, guards) = (new List<StandingNotice>(), new List<StandingNotice>());
        foreach (var environment in document.Flags.Values.SelectMany(flag => flag.Environments.Keys).Distinct(StringComparer.Ordinal))
        {
            var snapshot = (await clients.GetAsync(environment, cancellationToken)).Pin();
            ramps.AddRange(GuardedRollout.In(snapshot, environment).Where(IsHeld).Select(rollout => Held(rollout, environment)));
            if (areGuardsDue) guards.AddRange(await GuardsAsync(snapshot, environment, cancellationToken));
        }

        if (areGuardsDue) (_guards, _guardsAt) = (guards, time.GetTimestamp());
        return [.. ramps, .. _guards];
    }

    private bool IsHeld(GuardedRollout rollout) => rollout.Definition.Ramp is { } ramp && rollout.Recorded is { } stands
        && stands.Stage < rollout.Rollout.Steps.Count - 1 && time.GetUtcNow() - stands.Since > ramp.Hold + Long;

    private static StandingNotice Held(GuardedRollout rollout, string environment)
    {
        var stands = rollout.Recorded!;
        var data = Of(rollout.Key, rollout.Rule, rollout.Id);
        data["stage"] = stands.Stage;
        data["percent"] = stands.MilliPercent / 1000m;
        data["since"] = stands.Since.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        data["paused"] = stands.IsPaused;
        return StandingNotices.Of(WebhookEvents.RampHeld, environment, $"{rollout.Id} {stands.Stage} {stands.Epoch}", data);
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
