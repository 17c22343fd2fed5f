using System.Diagnostics.Metrics;
using Dataface.Flags.Experiments;
using Dataface.Flags.Experiments.Events;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Experiments;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Settings;
using Dataface.Flags.Server.Storage;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Events;

/// <summary>Takes raw events: looked at one by one, kept together, aggregated soon after. Thread-safe.</summary>
internal sealed class EventService(
    ServerStorage storage, KnownEnvironments environments, EventRefresher refresher, IOptions<ServerSettings> options,
    ExperimentPolicy policy, IMeterFactory meters, TimeProvider time)
{
    private readonly CloudEventReader _reader = new(policy, time);
    private readonly Counter<long> _outcomes =
        meters.Create(ExperimentMeter.Name).CreateCounter<long>("dataface.flags.experiments.events", "{event}");

    public async Task<EventsAnswer> AddAsync(ReadOnlyMemory<byte> body, Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Team is { } team)
        {
            throw new ProblemException(Problem.Forbidden(
                $"The key '{caller.Name}' is for experiments of the team '{team}' only, and an event counts in every experiment that "
                + $"measures it. Send sums to /api/experiments/{{id}}/kpis, or use a key without a team."));
        }

        var batch = Read(body, caller);
        Count("refused", batch.Refusals.Count);
        if (batch.Events.Count == 0)
            throw new ProblemException(Problem.RowsRefused([.. batch.Refusals.Select(r => $"[{r.Index}] {r.Code}: {r.Message}")]));
        var added = await storage.Events.AddAsync(batch.Events, cancellationToken);
        Count("accepted", added);
        Count("duplicate", batch.Events.Count - added);
        if (added > 0) refresher.Note(batch.Events.Select(e => e.Flag is { } flag ? EventSource.OfFlag(flag) : EventSource.OfType(e.Name)));
        return new(added, batch.Events.Count - added, batch.Refusals);
    }

    private void Count(string outcome, int count)
    {
        if (count > 0) _outcomes.Add(count, new KeyValuePair<string, object?>("outcome", outcome));
    }

    private EventBatch Read(ReadOnlyMemory<byte> body, Caller caller) =>
        _reader.Read(body, caller.EnvironmentOr(options.Value.Environment), caller.Environment is not null, environments.Contains);
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
