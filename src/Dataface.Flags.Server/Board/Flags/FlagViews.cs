using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Experiments.Assignment;
using Dataface.Flags.Expiry;
using Dataface.Flags.Guard;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Guarding;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Settings;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Board.Flags;

/// <summary>Reads how flags stand: kills as the store has them this moment, so that whoever kills sees it. Thread-safe.</summary>
internal sealed class FlagViews(
    EnvironmentClients clients,
    KnownEnvironments environments,
    ServerStorage storage,
    GuardLooks guards,
    TimeProvider time,
    IOptions<ServerSettings> options)
{
    /// <summary>The environments that a caller may look at.</summary>
    public IReadOnlyList<string> Environments(Caller caller) => [.. environments.Names.Where(caller.MayTouch)];

    /// <summary>The environment to begin with.</summary>
    public string FirstEnvironment(Caller caller) => caller.EnvironmentOr(options.Value.Environment);

    /// <summary>All flags in an environment, by key.</summary>
    public async Task<IReadOnlyList<FlagView>> ListAsync(HttpContext http, string environment)
    {
        http.RequireEnvironment(environment);
        await environments.RequireAsync(environment, http.Caller(), http.RequestAborted);
        var snapshot = (await clients.GetAsync(environment, http.RequestAborted)).Pin();
        var state = await storage.State.LoadAsync(environment, http.RequestAborted);
        var looks = (await guards.LookAsync(snapshot, environment, state, http.RequestAborted)).ToLookup(
            status => status.Flag, StringComparer.Ordinal);
        var today = FlagDocumentReader.Today(time);
        var moment = new Moment(environment, clients.Definitions, state, today);
        return [.. snapshot.Flags.ToArray().Select(flag => View(flag, moment, [.. looks[flag.Details.Key]]))
            .OrderBy(view => view.Key, StringComparer.Ordinal)];
    }

    /// <summary>One flag in an environment.</summary>
    public async Task<FlagView> FindAsync(HttpContext http, string environment, string key) =>
        (await ListAsync(http, environment)).FirstOrDefault(view => view.Key == key)
        ?? throw new ProblemException(Problem.NotFound($"No document in force defines '{key}'."));

    private static FlagView View(CompiledFlag flag, Moment moment, IReadOnlyList<GuardStatus> guards)
    {
        var definition = flag.Details.Definition;
        var kill = FlagStop.KillOf(moment.State, definition.Key);
        return new()
        {
            Definition = definition,
            Kill = kill,
            Standing = kill is null ? Standing(flag, definition, moment.Environment) : FlagStanding.Killed,
            Rollouts = kill is null && definition.Environments.TryGetValue(moment.Environment, out var entry)
                ? [.. Rollouts(flag, entry, moment)] : [],
            Guards = kill is null ? guards : [],
            DaysLeft = definition.EffectiveExpiry.DayNumber - moment.Today.DayNumber,
        };
    }

    private static FlagStanding Standing(CompiledFlag flag, FlagDefinition definition, string environment)
    {
        if (flag.Fixed?.Reason == EvaluationReason.Expired) return FlagStanding.Expired;
        if (!definition.Environments.TryGetValue(environment, out var entry)) return FlagStanding.Off;
        if (ExpiryReport.IsFullyOn(definition, entry)) return FlagStanding.On;
        var isOnForSome = entry.Rollout is { MilliPercent: > 0 }
            || entry.Rules.Any(rule => rule.Serve is { } served ? served != definition.OffVariant : rule.Rollout is { MilliPercent: > 0 });
        return isOnForSome ? FlagStanding.Partly : FlagStanding.Off;
    }

    private static IEnumerable<RolloutView> Rollouts(CompiledFlag flag, EnvironmentDefinition entry, Moment moment)
    {
        foreach (var rule in flag.Rules)
        {
            if (rule.Answer.Rollout is not { } rollout) continue;
            var definition = entry.Rules.First(r => r.Name == rule.Name);
            yield return View(flag, rule.Name, rollout, definition.Rollout!, definition.When, moment);
        }

        if (flag.Otherwise.Rollout is { } rest) yield return View(flag, null, rest, entry.Rollout!, null, moment);
    }

    private static RolloutView View(
        CompiledFlag flag, string? rule, CompiledRollout rollout, RolloutDefinition definition, Condition? when, Moment moment)
    {
        var (details, names) = (flag.Details.Definition, flag.Details.Definition.Variants.Select(variant => variant.Name).ToList());
        var reach = moment.Reach(details, when);
        var shares = Division.Of(details, definition, names, rollout.MilliPercent)
            .Select((share, i) => new VariantShare(names[i], names[i] == details.OffVariant, reach * share))
                .Where(share => share.Share > 0);
        return new(rule, rollout.MilliPercent, rollout.CeilingMilli, rollout.Identity.Stage, rollout.Steps,
            moment.State.Ramps.GetValueOrDefault(rollout.Identity.Id), [.. shares]);
    }

    /// <summary>What is in force.</summary>
    private sealed record Moment(string Environment, FlagDocument? Document, FlagState State, DateOnly Today)
    {
        /// <summary>The share of those whom a rule matches, or of all, that may get what a flag gives.</summary>
        public double Reach(FlagDefinition flag, Condition? when)
        {
            if (Document is null) return Division.Layer(flag);
            var isStopped = FlagStop.Of(flag.Key, Document, State).Skip(1).Any(stop => stop.Flag?.EffectiveExpiry <= Today);
            return isStopped ? 0 : FlagAssignment.Of(when ?? Audiences.Everybody, flag, Document, Environment).Reach(State);
        }
    }
}
