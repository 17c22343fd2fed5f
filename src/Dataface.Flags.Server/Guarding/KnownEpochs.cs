using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Store;
using Dataface.Flags.Server.Access;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Feed;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Guarding;

/// <summary>
/// The evidence epochs that the state knows. What a client names is looked up here, so that nobody can have evidence kept, or
/// forgotten, for a rollout, a number or a start that he has made up. Thread-safe.
/// </summary>
internal sealed class KnownEpochs(FeedHub hub, KnownEnvironments environments, TimeProvider time)
{
    private const string Begin =
        "An instance with a guard has each epoch recorded when it begins; look for a misspelt rollout, or another number.";

    /// <summary>The epoch that is meant, with its true start.</summary>
    /// <param name="http">Who asks: the key must be for the rollout's environment.</param>
    /// <param name="named">What the client says; its start does not count.</param>
    public async Task<GuardEpoch> FindAsync(HttpContext http, GuardEpoch named)
    {
        if (named.Rollout.Split('/') is not [_, var environment, ..] || !EnvironmentNames.IsValid(environment))
        {
            throw NoRollout(named.Rollout);
        }

        http.RequireEnvironment(environment);
        await environments.RequireAsync(environment, http.Caller(), http.RequestAborted);
        var feed = hub.Of(environment);
        var ramp = RampOf(await feed.GetAsync(http.RequestAborted), named.Rollout);
        if (ramp?.FindEpoch(named.Rollout, named.Number, time.GetUtcNow()) is { } known) return known;

        // Another server may have answered the change that began it.
        await feed.RefreshUnlessRecentAsync(http.RequestAborted);
        ramp = RampOf(await feed.GetAsync(http.RequestAborted), named.Rollout) ?? throw NoRollout(named.Rollout);
        return ramp.FindEpoch(named.Rollout, named.Number, time.GetUtcNow()) ?? throw new ProblemException(Problem.NotPossible(
            $"The rollout '{named.Rollout}' has no epoch {named.Number}: it is "
            + $"at {ramp.EpochAt(named.Rollout, time.GetUtcNow()).Number}. {Begin}"));
    }

    private static RampState? RampOf(FeedVersion version, string rollout) => version.Flags.Ramps.GetValueOrDefault(rollout);

    private static ProblemException NoRollout(string rollout) =>
        new(Problem.NotFound($"No record tells that a rollout '{rollout}' has begun. {Begin}"));
}
