using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Assignment;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Experiments;

/// <summary>
/// The flags in force at one moment, with what has happened to them; two of one document and one state are one. Thread-safe.
/// </summary>
internal sealed class FlagMoment(IFlagStateStore store, FlagDocument? document, FlagState state, string environment)
{
    /// <summary>Of one flag; what happened earlier is on the flag's page.</summary>
    private const int MostTurns = 100;

    private readonly Lock _gate = new();
    private Task<Dictionary<string, Queue<FlagTurn>>>? _trail;

    public FlagDocument? Document => document;

    public FlagState State => state;

    /// <summary>
    /// What has happened to a flag in the environment, and to those that it requires, the first first. The trail is read once for all.
    /// </summary>
    public async Task<IReadOnlyList<FlagTurn>> TurnsOfAsync(string flag, CancellationToken cancellationToken)
    {
        var trail = await TrailAsync().WaitAsync(cancellationToken);
        var required = FlagStop.RequiredBy(flag, document)
            .SelectMany(key => Of(trail, key).Select(turn => turn with { Prerequisite = key }));
        return [.. Of(trail, flag).Concat(Of(trail, KillRegister.Everything)).Concat(required).OrderBy(turn => turn.At)];
    }

    /// <summary>Those who ask together share one reading; one that has failed is made again.</summary>
    private Task<Dictionary<string, Queue<FlagTurn>>> TrailAsync()
    {
        lock (_gate) return _trail is { IsFaulted: false, IsCanceled: false } ? _trail : _trail = ReadAsync();
    }

    private static IEnumerable<FlagTurn> Of(Dictionary<string, Queue<FlagTurn>> trail, string flag) => trail.GetValueOrDefault(flag) ?? [];

    private async Task<Dictionary<string, Queue<FlagTurn>>> ReadAsync()
    {
        var trail = new Dictionary<string, Queue<FlagTurn>>(StringComparer.Ordinal);
        await foreach (var record in store.ReadAuditAsync(CancellationToken.None))
        {
            if (record.Change.Environment != environment || FlagCourses.TurnOf(record.Change) is not { } turn) continue;
            if (!trail.TryGetValue(record.Change.Flag, out var turns)) trail.Add(record.Change.Flag, turns = []);
            turns.Enqueue(turn);
            if (turns.Count > MostTurns) turns.Dequeue();
        }

        return trail;
    }
}
