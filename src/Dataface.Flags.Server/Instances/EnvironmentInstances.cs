using Dataface.Flags.Http;

namespace Dataface.Flags.Server.Instances;

/// <summary>The instances of one environment, and whoever waits for them. Thread-safe.</summary>
/// <param name="time">Tells how long ago something was.</param>
/// <param name="interval">How often an instance is to report, by how many there are.</param>
internal sealed class EnvironmentInstances(TimeProvider time, Func<int, TimeSpan> interval)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, InstanceView> _known = [];
    private readonly Dictionary<Guid, InstanceView> _left = [];
    private readonly Dictionary<string, int> _ofKeys = new(StringComparer.Ordinal);
    private readonly HashSet<ConfirmationWait> _waits = [];
    private readonly HashSet<Guid> _unkept = [];
    private readonly KeptRefusals _refusals = new(time);

    /// <summary>How many there are, silent ones included.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _known.Count;
        }
    }

    /// <summary>
    /// Whether what is known may not be all: there is no room for more, or some were refused lately, by this server or a replica.
    /// </summary>
    public bool IsPartial
    {
        get
        {
            lock (_gate)
            {
                return _refusals.AreRecent || _ofKeys.Keys.Any(key => !HasRoom(key));
            }
        }
    }

    /// <summary>Some that are silent for long, and are still shown, since they lack a change.</summary>
    public IReadOnlyList<Guid> Lingering
    {
        get
        {
            lock (_gate) return [.. _known.Values.Where(instance => IsOlderThan(instance, InstanceBounds.Remembered)).Select(i => i.Id)];
        }
    }

    /// <summary>How often an instance is to report at present.</summary>
    public TimeSpan Interval => interval(Count);

    /// <summary>
    /// Whoever is not heard of for so long is silent. An instance that was told a longer interval, when there were more, is given three of
    /// that one.
    /// </summary>
    public TimeSpan SilenceOf(InstanceView instance)
    {
        var now = interval(_known.Count);
        return InstanceBounds.SilentIntervals * (instance.Interval > now ? instance.Interval : now);
    }

    /// <summary>Takes a report; false when there is no room for one more instance.</summary>
    /// <param name="report">It.</param>
    /// <param name="isOwn">Whether it came to this server, which then has it kept.</param>
    public bool TryTake(InstanceView report, bool isOwn) => TryTake(report, isOwn, out _);

    /// <inheritdoc cref="TryTake(InstanceView, bool)"/>
    /// <param name="isNews">Whether it says more than that the instance lives, or has been refused as none was lately.</param>
    public bool TryTake(InstanceView report, bool isOwn, out bool isNews)
    {
        isNews = false;
        lock (_gate)
        {
            // The same again, or one that was overtaken: it shows no life, since anybody might have kept it.
            var known = _known.GetValueOrDefault(report.Id) ?? _left.GetValueOrDefault(report.Id);
            if (known is not null && known.Report.Sequence >= report.Report.Sequence) return true;
            if (report.Report.Leaves) Leave(report);
            else if (_left.ContainsKey(report.Id)) return true;
            else if (known is null && !MakeRoom(report.Key))
            {
                isNews = _refusals.Add();
                return false;
            }
            else
            {
                Set(report);
            }

            if (isOwn) _unkept.Add(report.Id);
            isNews = known is null || report.Report.Leaves || !known.Holds(report.Report.Lineage, report.Report.Applied);
            foreach (var wait in _waits) wait.Hear(report);
            return true;
        }
    }

    /// <summary>All of them, in no order.</summary>
    public IReadOnlyList<InstanceView> List()
    {
        lock (_gate) return [.. _known.Values];
    }

    /// <summary>One of them; null when it is not there.</summary>
    public InstanceView? Find(Guid id)
    {
        lock (_gate) return _known.GetValueOrDefault(id);
    }

    /// <summary>Whether an instance has not been heard of for too long.</summary>
    public bool IsSilent(InstanceView instance) => time.GetElapsedTime(instance.HeardAt) > SilenceOf(instance);

    /// <summary>Whether an instance may have been there when a change was recorded: one that was long silent by then is not.</summary>
    /// <param name="instance">It.</param>
    /// <param name="age">How long ago the change was recorded.</param>
    public bool IsAsked(InstanceView instance, TimeSpan age) => !IsOlderThan(instance, age + InstanceBounds.Remembered);

    /// <summary>Waits for all that are not silent now to hold a change; the caller ends it.</summary>
    /// <param name="lineage">The lineage of the position.</param>
    /// <param name="sequence">Where the change is recorded.</param>
    /// <param name="age">How long ago it was recorded.</param>
    public ConfirmationWait Begin(string lineage, long sequence, TimeSpan age = default)
    {
        lock (_gate)
        {
            var wait = new ConfirmationWait(
                lineage, sequence, [.. _known.Values.Where(instance => IsAsked(instance, age))], IsSilent);
            _waits.Add(wait);
            return wait;
        }
    }

    /// <summary>Ends a wait.</summary>
    public ConfirmationStanding End(ConfirmationWait wait)
    {
        lock (_gate)
        {
            _waits.Remove(wait);
            return new(wait.Expected, [.. wait.Missing.Select(Last)], [.. wait.Silent.Select(Last)]);
        }

        InstanceView Last(InstanceView seen) => _known.GetValueOrDefault(seen.Id) ?? seen;
    }

    /// <summary>What is to be kept since the last call.</summary>
    public IReadOnlyList<InstanceView> TakeUnkept()
    {
        lock (_gate)
        {
            var views = _unkept.Select(id => _known.GetValueOrDefault(id) ?? _left.GetValueOrDefault(id)).OfType<InstanceView>().ToList();
            _unkept.Clear();
            return views;
        }
    }

    /// <summary>What could not be kept is to be kept later.</summary>
    public void Keep(IEnumerable<Guid> ids)
    {
        lock (_gate) _unkept.UnionWith(ids);
    }

    /// <summary>A refusal that others have to know of since the last call; null for none.</summary>
    public RefusalLine? TakeRefusal(string environment)
    {
        lock (_gate) return _refusals.Take(environment);
    }

    /// <summary>A replica has refused some, for want of room.</summary>
    /// <param name="at">When, as a timestamp.</param>
    public void HearOfRefusal(long at)
    {
        lock (_gate) _refusals.Hear(at);
    }

    /// <summary>Forgets those that have been silent for long, and those that left. Whoever lacks a change is kept longer.</summary>
    /// <param name="position">Where the environment stands; null when that is not known, so that all may lack something.</param>
    public void Forget(FeedCursor? position)
    {
        lock (_gate)
        {
            Forget(instance => IsOlderThan(instance, InstanceBounds.Unconfirmed)
                || (IsOlderThan(instance, InstanceBounds.Remembered) && position is { } now && instance.Holds(now.Lineage, now.Sequence)));
            foreach (var (id, left) in _left)
            {
                if (time.GetElapsedTime(left.HeardAt) > InstanceBounds.Buried) _left.Remove(id);
            }
        }
    }

    /// <summary>Forgets one that is gone, as if it had said goodbye, unless it has reported since.</summary>
    /// <param name="id">It.</param>
    /// <param name="last">The number of its last report; with a later one it is there again.</param>
    public void Forget(Guid id, long last)
    {
        lock (_gate)
        {
            if (_known.GetValueOrDefault(id) is not { } gone || gone.Report.Sequence > last) return;
            Remove(id);
            foreach (var wait in _waits) wait.Hear(gone with { Report = gone.Report with { Leaves = true } });
        }
    }

    /// <summary>Whoever is silent leaves first; for a key that has too many, its own.</summary>
    private bool MakeRoom(string key)
    {
        if (HasRoom(key)) return true;
        Forget(instance => IsSilent(instance) && (instance.Key == key || _known.Count >= InstanceBounds.MostOfEnvironment));
        return HasRoom(key);
    }

    private bool IsOlderThan(InstanceView instance, TimeSpan age) => time.GetElapsedTime(instance.HeardAt) > age;

    private bool HasRoom(string key) =>
        _known.Count < InstanceBounds.MostOfEnvironment && _ofKeys.GetValueOrDefault(key) < InstanceBounds.MostOfKey;

    private void Set(InstanceView instance)
    {
        if (_known.TryAdd(instance.Id, instance)) _ofKeys[instance.Key] = _ofKeys.GetValueOrDefault(instance.Key) + 1;
        else _known[instance.Id] = instance;
    }

    private void Leave(InstanceView instance)
    {
        Remove(instance.Id);
        if (_left.Count < InstanceBounds.MostOfEnvironment) _left[instance.Id] = instance;
    }

    private void Forget(Func<InstanceView, bool> isMeant)
    {
        foreach (var instance in _known.Values.Where(isMeant).ToList()) Remove(instance.Id);
    }

    private void Remove(Guid id)
    {
        if (!_known.Remove(id, out var known)) return;
        if (--_ofKeys[known.Key] == 0) _ofKeys.Remove(known.Key);
    }
}
