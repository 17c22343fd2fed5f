using System.Collections.Concurrent;
using Dataface.Flags.Documents;
using Dataface.Flags.Guard.Recording;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>The objectives that guards share: each is measured once at a look, whoever asks. Looked at by one loop.</summary>
internal sealed class ObjectiveWatches(GuardContext context, ObjectiveMeters meters) : IDisposable
{
    private readonly Dictionary<string, ObjectiveWatch> _watches = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, GuardObjectiveStatus> _status = new(StringComparer.Ordinal);

    /// <summary>How the objective of a guard stood at the last look; null for a guard that names none.</summary>
    public GuardObjectiveStatus? Of(GuardDefinition guard) =>
        guard is { Objective: { } name, SloObjective: { } percent }
            ? _status.GetValueOrDefault(name) ?? new RequestWindows().At(name, percent, default)
            : null;

    /// <summary>Measures the objectives that flags of a snapshot name, whether or not they are rolled out now.</summary>
    public async Task LookAsync(FlagSnapshot snapshot, CancellationToken cancellationToken)
    {
        var named = NamedIn(snapshot);
        foreach (var name in _watches.Keys.Where(name => !named.ContainsKey(name)).ToList()) Forget(name);
        meters.Keep(named.Keys.ToHashSet(StringComparer.Ordinal));
        foreach (var (name, percent) in named)
        {
            if (!_watches.TryGetValue(name, out var watch)) _watches.Add(name, watch = new(context, meters.Of(name), name));
            _status[name] = await watch.LookAsync(percent, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        foreach (var watch in _watches.Values) watch.Dispose();
    }

    private static Dictionary<string, double> NamedIn(FlagSnapshot snapshot)
    {
        var named = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var flag in snapshot.Flags)
        {
            if (flag.Details.Definition.Guard is { Objective: { } name, SloObjective: { } percent }) named[name] = percent;
        }

        return named;
    }

    private void Forget(string name)
    {
        if (_watches.Remove(name, out var watch)) watch.Dispose();
        _status.TryRemove(name, out _);
    }
}
