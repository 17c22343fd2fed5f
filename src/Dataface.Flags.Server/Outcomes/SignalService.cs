using Dataface.Flags.Documents;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Changes;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Outcomes;

/// <summary>
/// Takes signals of which one kills, from systems that watch: whoever gives one may switch off what has listed it, and nothing else.
/// Thread-safe.
/// </summary>
internal sealed class SignalService(ChangeService changes, EnvironmentClients clients, SharedState states, ILogger<SignalService> logger)
{
    /// <summary>Kills the flag of a change, if its guard lists the signal.</summary>
    public async Task<SignalAnswer> GiveAsync(StateChange kill, string signal, CancellationToken cancellationToken)
    {
        await clients.RefreshAsync(cancellationToken);
        var guard = Listing(kill.Flag, signal);
        var state = await states.LoadAsync(kill.Environment, cancellationToken);
        if (state.Kills.TryGetValue(kill.Flag, out var before) && before.At < kill.At)
        {
            return new(kill.Flag, kill.Environment, signal, IsKilled: true, [$"It was killed before, by {before.By}: {before.Reason}"]);
        }

        if (!guard.ObserveOnly)
        {
            var done = await changes.ApplyAsync(kill, cancellationToken);
            return new(kill.Flag, kill.Environment, signal, IsKilled: true, done.Warnings);
        }

        GuardLog.WouldHaveAborted(logger, kill.Flag, kill.Reason);
        const string Observed = "The flag's guard only observes ('observeOnly'): nothing was killed.";
        return new(kill.Flag, kill.Environment, signal, IsKilled: false, [Observed]);
    }

    private GuardDefinition Listing(string key, string signal)
    {
        if (clients.Definitions?.Flags.GetValueOrDefault(key) is not { } flag)
        {
            throw new ProblemException(Problem.NotFound($"No document in force defines the flag '{key}'. Look for a misspelt key."));
        }

        if (flag.Guard is { } guard && guard.AbortOn.Contains(signal)) return guard;
        var listed = flag.Guard?.AbortOn is { Count: > 0 } names ? $"it lists: {string.Join(", ", names)}" : "it lists none";
        throw new ProblemException(Problem.NotPossible(
            $"The guard of '{key}' does not list the signal '{signal}' under 'abortOn'; {listed}. "
            + $"Give one that it lists, or add it to the document: \"guard\": {{ \"abortOn\": [\"{signal}\"] }}."));
    }
}

/// <summary>A signal of which one kills.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Signal">The signal's name, which the flag's guard lists under <c>abortOn</c>.</param>
/// <param name="Reason">What has happened, for the trail.</param>
/// <param name="Id">Identifies it, so that it can be sent twice; made up when it is left out.</param>
internal sealed record SignalRequest(string Environment, string Signal, string? Reason = null, Guid? Id = null);

/// <summary>What became of a signal.</summary>
/// <param name="Flag">The flag's key.</param>
/// <param name="Environment">The environment.</param>
/// <param name="Signal">The signal.</param>
/// <param name="IsKilled">Whether the flag is killed now, durably; false only for a guard that observes.</param>
/// <param name="Warnings">What looks like a mistake, or what was so before.</param>
internal sealed record SignalAnswer(string Flag, string Environment, string Signal, bool IsKilled, IReadOnlyList<string> Warnings);
