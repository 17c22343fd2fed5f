using Dataface.Flags.Guard;
using Dataface.Flags.Server.Feed;
using Dataface.Flags.Server.Hosting;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Changes;

/// <summary>Carries changes of state out: durable first, then announced to every stream, then answered. Thread-safe.</summary>
internal sealed class ChangeDesk(ServerStorage storage, FeedHub hub, EnvironmentClients clients, TimeProvider time)
{
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Applies a change. Whoever stops waiting does not stop it.</summary>
    public async Task<ChangeAnswer> ApplyAsync(StateChange change, CancellationToken cancellationToken)
    {
        await storage.State.ApplyAsync(change, cancellationToken);
        var feed = hub.Of(change.Environment);
        var reach = await Announcement.TryAsync(() => feed.RefreshAsync(CancellationToken.None));
        await clients.CatchUpAsync(change.Environment);
        return new(change.Id, change.Flag, change.Environment, NameOf(reach), feed.Current?.Cursor.ToString() ?? "", Warnings(change));
    }

    /// <summary>An operator's change of a ramp, with the rollout that he means.</summary>
    public async Task<StateChange> PlanAsync(StateChange change, string? rule, CancellationToken cancellationToken)
    {
        var client = await clients.GetAsync(change.Environment, cancellationToken);
        try
        {
            // Another replica may have answered the change that this one builds on.
            await clients.CatchUpAsync(change.Environment);
            return ((FlagGuard)client.Guard).Plan(change.Action, change.Flag, change.By, change.Reason, rule) with { Id = change.Id, From = change.From, At = Now };
        }
        catch (InvalidOperationException error)
        {
            throw new ProblemException(Problem.NotPossible(error.Message));
        }
    }

    public static string NameOf(StateReach reach) => reach switch
    {
        StateReach.Fleet => "fleet",
        StateReach.Durable => "durable",
        _ => "local",
    };

    /// <summary>A misspelt name kills nothing that runs; whoever waits for the effect must know.</summary>
    private List<string> Warnings(StateChange change)
    {
        var warnings = new List<string>();
        if (clients.Definitions is not { } definitions) return warnings;
        if (change.Flag != KillRegister.Everything && !definitions.Flags.ContainsKey(change.Flag)) warnings.Add($"No document in force defines '{change.Flag}'. The change counts for when one does; check the key's spelling.");
        var environments = definitions.Flags.Values.SelectMany(f => f.Environments.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (environments.Count > 0 && !environments.Contains(change.Environment)) warnings.Add($"No document in force names the environment '{change.Environment}'; they name: {string.Join(", ", environments)}.");
        return warnings;
    }
}
