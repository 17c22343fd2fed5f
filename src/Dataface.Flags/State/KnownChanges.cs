namespace Dataface.Flags.State;

/// <summary>The ids of changes that have been recorded, so that one that is delivered twice counts once. Not thread-safe.</summary>
internal sealed class KnownChanges
{
    /// <summary>How many a checkpoint carries on. Deliveries are repeated within minutes, not after ten thousand others.</summary>
    public const int Kept = 10_000;

    private readonly Dictionary<Guid, (ChangeSubject? Subject, long? Position)> _ids = [];
    private readonly List<Guid> _inOrder = [];

    public bool Contains(Guid id) => _ids.ContainsKey(id);

    /// <summary>Whether a change has been recorded.</summary>
    /// <exception cref="RefusalException">Its id is that of a change of something else, which was recorded.</exception>
    public bool Contains(StateChange change)
    {
        if (!_ids.TryGetValue(change.Id, out var known)) return false;
        return known.Subject is null || known.Subject == ChangeSubject.Of(change) ? true : throw ChangeSubject.Refusal(change.Id);
    }

    /// <param name="id">The change's id.</param>
    /// <param name="subject">What it was a change of; null when that is not known any more.</param>
    /// <param name="position">Where it is recorded; null when that is not known any more.</param>
    public void Add(Guid id, ChangeSubject? subject = null, long? position = null)
    {
        if (_ids.TryAdd(id, (subject, position))) _inOrder.Add(id);
    }

    /// <summary>Where a change is recorded; null when that is not known, or not any more.</summary>
    public long? PositionOf(Guid id) => _ids.GetValueOrDefault(id).Position;

    /// <summary>Forgets the ones that were added last.</summary>
    public void Forget(IEnumerable<Guid> last)
    {
        foreach (var id in last)
        {
            if (_ids.Remove(id)) _inOrder.RemoveAt(_inOrder.LastIndexOf(id));
        }
    }

    /// <summary>The ones that are carried on, oldest first.</summary>
    public IReadOnlyList<Guid> Last() => _inOrder.GetRange(Math.Max(_inOrder.Count - Kept, 0), Math.Min(_inOrder.Count, Kept));

    /// <summary>Forgets the others, so that a process that has run for long knows what one knows that begins now.</summary>
    public void Trim()
    {
        var surplus = Math.Max(_inOrder.Count - Kept, 0);
        foreach (var id in _inOrder.GetRange(0, surplus)) _ids.Remove(id);
        _inOrder.RemoveRange(0, surplus);
    }
}
