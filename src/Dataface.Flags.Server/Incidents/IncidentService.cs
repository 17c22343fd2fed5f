using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Guarding;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Settings;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Incidents;

/// <summary>Puts together what goes on in an environment, and what has changed in it lately. Changes nothing. Thread-safe.</summary>
internal sealed class IncidentService(
    ServerStorage storage, EnvironmentClients clients, KnownEnvironments environments, GuardLooks guards, RecentRecords trail,
    ExperimentChanges experiments, OutstandingChanges outstanding, IOptions<ServerSettings> options, TimeProvider time)
{
    /// <summary>How far back one looks unless told.</summary>
    public const int DefaultMinutes = 30;

    /// <summary>A week.</summary>
    public const int MostMinutes = 7 * 24 * 60;

    /// <summary>Looks at an environment; at the caller's, or the server's, when none is named.</summary>
    public async Task<IncidentView> LookAsync(HttpContext http, string? environment, int? minutes)
    {
        var span = minutes ?? DefaultMinutes;
        if (span is < 1 or > MostMinutes)
            throw new ProblemException(Problem.Malformed($"'minutes' is not between 1 and {MostMinutes}, which is a week. Write 30."));
        var (caller, cancellation) = (http.Caller(), http.RequestAborted);
        var named = environment ?? caller.EnvironmentOr(options.Value.Environment);
        http.RequireEnvironment(named);
        await environments.RequireAsync(named, caller, cancellation);
        var now = time.GetUtcNow();
        var since = now.AddMinutes(-span);

        // The trail first: what is undone meanwhile is then known to be.
        var (records, hasMoreRecords) = await trail.ReadAsync(new(0, Environment: named), since, cancellation);
        var (documents, hasMoreDocuments) = await DocumentsAsync(since, cancellation);
        var state = await storage.State.LoadAsync(named, cancellation);
        var snapshot = (await clients.GetAsync(named, cancellation)).Pin();
        var statuses = await guards.LookAsync(snapshot, named, state, cancellation);
        var (steps, hasMoreSteps) = named == options.Value.Environment
            ? await experiments.ReadAsync(named, state, since, caller, cancellation) : ([], false);
        var changes = new FlagChanges(named, state, RulesOf(snapshot)).Of(records)
            .Concat(DefinitionChanges.Of(documents, caller.Environment is null)).Concat(steps);
        return new(
            named, now, since, state.Kills.Count, hasMoreRecords || hasMoreDocuments || hasMoreSteps,
            await outstanding.ReadAsync(named, state, cancellation),
            [.. LoudGuard.Of(statuses, named).Where(guard => !IsKilled(state, guard.Flag))],
            OngoingRollout.Of(snapshot, named, state, statuses),
            [.. changes.OrderByDescending(change => change.At).ThenByDescending(change => change.Record ?? 0)]);
    }

    private static bool IsKilled(FlagState state, string flag) =>
        state.Kills.ContainsKey(flag) || state.Kills.ContainsKey(KillRegister.Everything);

    /// <summary>Publications and rollbacks, newest first.</summary>
    private async Task<(IReadOnlyList<AuditRecord> Records, bool HasMore)> DocumentsAsync(
        DateTimeOffset since, CancellationToken cancellationToken)
    {
        var (records, hasMore) = (new List<AuditRecord>(), false);
        foreach (var action in new[] { StateAction.Publish, StateAction.Rollback })
        {
            var (found, isPartial) = await trail.ReadAsync(new(0, Action: AuditCodec.NameOf(action)), since, cancellationToken);
            records.AddRange(found);
            hasMore |= isPartial;
        }

        return ([.. records.OrderByDescending(record => record.Sequence)], hasMore);
    }

    /// <summary>The rule of each rollout.</summary>
    private static Dictionary<string, string?> RulesOf(FlagSnapshot snapshot)
    {
        var rules = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var flag in snapshot.Flags.ToArray())
        {
            foreach (var rule in flag.Rules)
            {
                if (rule.Answer.Rollout is { } rollout) rules[rollout.Identity.Id] = rule.Name;
            }

            if (flag.Otherwise.Rollout is { } rest) rules[rest.Identity.Id] = null;
        }

        return rules;
    }
}
