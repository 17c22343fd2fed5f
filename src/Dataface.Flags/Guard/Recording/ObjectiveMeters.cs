using System.Collections.Concurrent;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Guard.Recording;

/// <summary>The meters of the objectives that documents in force have guards name. Thread-safe.</summary>
internal sealed class ObjectiveMeters
{
    private readonly ConcurrentDictionary<string, ObjectiveMeter> _meters = new(StringComparer.Ordinal);

    /// <summary>Counts a request; of an objective that no guard names it is passed over.</summary>
    public void Count(string objective, GuardOutcome outcome)
    {
        // A caller who gave up says nothing about whether the service would have answered.
        if (outcome != GuardOutcome.Cancelled && _meters.TryGetValue(objective, out var meter)) meter.Count(outcome == GuardOutcome.Error);
    }

    /// <summary>Whether a guard names an objective, so that its requests count.</summary>
    public bool Has(string objective) => _meters.ContainsKey(objective);

    public ObjectiveMeter Of(string objective) => _meters.GetOrAdd(objective, _ => new ObjectiveMeter());

    /// <summary>Forgets the others.</summary>
    public void Keep(IReadOnlySet<string> objectives)
    {
        foreach (var name in _meters.Keys)
        {
            if (!objectives.Contains(name)) _meters.TryRemove(name, out _);
        }
    }
}
