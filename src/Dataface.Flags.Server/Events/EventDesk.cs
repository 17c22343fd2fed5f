using Dataface.Flags.Experiments;
using Dataface.Flags.Experiments.Events;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Settings;
using Dataface.Flags.Server.Storage;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Events;

/// <summary>Takes raw events: looked at one by one, kept together, aggregated soon after. Thread-safe.</summary>
internal sealed class EventDesk(
    ServerStorage storage, KnownEnvironments environments, EventRefresher refresher, IOptions<ServerOptions> options,
        ExperimentPolicy policy,
    TimeProvider time)
{
    private readonly CloudEventReader _reader = new(policy, time);
    private long _accepted;
    private long _duplicates;
    private long _refused;

    /// <summary>What became of events since the start.</summary>
    public IEnumerable<(string Outcome, long Count)> Counts =>
        [("accepted", Volatile.Read(ref _accepted)), ("duplicate", Volatile.Read(ref _duplicates)), ("refused", Volatile.Read(ref _refused))];

    public async Task<EventsAnswer> AddAsync(ReadOnlyMemory<byte> body, Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Team is { } team)
        {
            throw new ProblemException(Problem.Forbidden(
                $"The key '{caller.Name}' is for experiments of the team '{team}' only, and an event counts in every experiment that measures it. Send sums to /api/experiments/{{id}}/kpis, or use a key without a team."));
        }

        if (storage.Events is not { } store) throw new ProblemException(Problem.NeedsPostgres());
        var batch = Read(body, caller);
        Interlocked.Add(ref _refused, batch.Refusals.Count);
        if (batch.Events.Count == 0) throw new ProblemException(Problem.RowsRefused([.. batch.Refusals.Select(r => $"[{r.Index}] {r.Code}: {r.Message}")]));
        var added = await store.AddAsync(batch.Events, cancellationToken);
        Interlocked.Add(ref _accepted, added);
        Interlocked.Add(ref _duplicates, batch.Events.Count - added);
        if (added > 0) refresher.Note(batch.Events.Select(e => e.Flag is { } flag ? EventSource.OfFlag(flag) : EventSource.OfType(e.Name)));
        return new(added, batch.Events.Count - added, batch.Refusals);
    }

    private EventBatch Read(ReadOnlyMemory<byte> body, Caller caller) =>
        _reader.Read(body, caller.Environment ?? options.Value.Environment, caller.Environment is not null, environments.Contains);
}

/// <summary>What became of events.</summary>
/// <param name="Accepted">Events that were new; they are on the disk.</param>
/// <param name="Duplicates">Events that were there already.</param>
/// <param name="Refused">Events that were not kept, and why.</param>
internal sealed record EventsAnswer(int Accepted, int Duplicates, IReadOnlyList<EventRefusal> Refused);

/// <summary>What events are of: a flag's exposures or outcomes of a type.</summary>
internal readonly record struct EventSource(string? Flag, string? Type)
{
    public static EventSource OfFlag(string flag) => new(flag, null);

    public static EventSource OfType(string type) => new(null, type);
}
