using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating;

namespace Dataface.Flags.State;

/// <summary>
/// The kills in force: the union of what every source says. Thread-safe; readers take no lock. The listener runs before a change returns,
/// so that a kill is in force when its caller goes on.
/// </summary>
/// <param name="marks">Through them a kill reaches the snapshots that are pinned already.</param>
/// <param name="changed">Called after each change.</param>
internal sealed class KillRegister(KillMarks marks, Action changed)
{
    /// <summary>The key that stands for every flag in kill files and configuration.</summary>
    public const string Everything = "*";

    private readonly Dictionary<string, IReadOnlyCollection<Kill>> _sources = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private volatile KillSet _current = new([]);

    /// <summary>
    /// The kills in force, one for each source and flag. One that has just reached the store is listed as the store's only.
    /// </summary>
    public IReadOnlyCollection<Kill> Kills => _current.Kills;

    public bool IsKilled(string flag) => _current.Contains(flag);

    /// <summary>The sources that kill a flag.</summary>
    public IReadOnlyList<string> SourcesOf(string flag) => [.. Naming(flag).Select(k => k.Source).Distinct(StringComparer.Ordinal)];

    /// <summary>Who kills a flag, and why: a sentence for each source.</summary>
    public IEnumerable<string> ReasonsOf(string flag) =>
        Naming(flag).Select(kill => $"by {kill.By} at {InstantText.Of(kill.At)} ({kill.Source}): {kill.Reason}");

    /// <summary>The kills of one source.</summary>
    public IReadOnlyCollection<Kill> Of(string source)
    {
        lock (_gate) return _sources.GetValueOrDefault(source, []);
    }

    /// <summary>Replaces what one source says.</summary>
    /// <returns>Whether that is something else than before.</returns>
    public bool SetSource(string source, IReadOnlyCollection<Kill> kills) => Update(source, _ => kills);

    /// <summary>Changes what one source says.</summary>
    /// <returns>Whether that is something else than before.</returns>
    public bool Update(string source, Func<IReadOnlyCollection<Kill>, IReadOnlyCollection<Kill>> change)
    {
        lock (_gate)
        {
            var before = _sources.GetValueOrDefault(source, []);
            var after = change(before);
            if (before.Count == after.Count && before.ToHashSet().SetEquals(after)) return false;
            _sources[source] = after;
            var (old, now) = (_current, new KillSet([.. _sources.Values.SelectMany(kills => kills).Where(kill => !HasArrived(kill))]));

            // In this order, so that whoever counts a mark after the kill, or makes one, finds the flag among the killed.
            _current = now;
            Mark(now.Flags.Except(old.Flags));
        }

        changed();
        return true;
    }

    private IEnumerable<Kill> Naming(string flag) => _current.Kills.Where(kill => kill.Flag == flag || kill.Flag == Everything);

    private void Mark(IEnumerable<string> killed)
    {
        foreach (var flag in killed)
        {
            if (flag == Everything) marks.KillAll();
            else marks.Kill(flag);
        }
    }

    /// <summary>Whether a kill on its way to the store is among another source's already: its answer has not come back yet.</summary>
    private bool HasArrived(Kill kill) =>
        kill.Source == UndeliveredKills.Source
        && _sources.Any(s => s.Key != kill.Source && s.Value.Any(k => (k.Flag, k.By, k.Reason) == (kill.Flag, kill.By, kill.Reason)));

    private sealed class KillSet(Kill[] kills)
    {
        private readonly HashSet<string> _flags = kills.Select(k => k.Flag).ToHashSet(StringComparer.Ordinal);

        public Kill[] Kills => kills;

        public IReadOnlySet<string> Flags => _flags;

        public bool Contains(string flag) => _flags.Count > 0 && (_flags.Contains(flag) || _flags.Contains(Everything));
    }
}
