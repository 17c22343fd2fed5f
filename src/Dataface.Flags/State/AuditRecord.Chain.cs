namespace Dataface.Flags.State;

/// <content>What a store of one's own needs to keep a trail: the next record, a record's line, and whether a change was recorded.</content>
public sealed partial record AuditRecord
{
    /// <summary>The record that a change adds to a trail, with its hash.</summary>
    /// <param name="last">The last record of the trail; null when there is none.</param>
    /// <param name="change">The change, which <see cref="FlagState.RefusalOf"/> does not refuse.</param>
    /// <param name="before">The state of the change's environment.</param>
    /// <param name="source">The name of the kills' source: the store's name.</param>
    public static AuditRecord Following(AuditRecord? last, StateChange change, FlagState before, string source)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(before);
        return new TrailHead(last?.Sequence ?? 0, last?.Hash ?? AuditCodec.Genesis).Next(change.Canonical(), before, source);
    }

    /// <summary>Reads a line that <see cref="ToUtf8Line"/> has written; null for anything else, such as a line that was edited.</summary>
    /// <param name="utf8Line">A line, without its end.</param>
    public static AuditRecord? Parse(ReadOnlySpan<byte> utf8Line) => AuditCodec.TryRead(utf8Line, out var record) ? record : null;

    /// <summary>The canonical text, one line of JSON without its line ending, as described in docs/state.md.</summary>
    public byte[] ToUtf8Line() => AuditCodec.Write(this);

    /// <summary>Whether this is the record of a change that is delivered again and must count once.</summary>
    /// <param name="change">The change.</param>
    /// <exception cref="RefusalException">The change has this record's id, but is a different change.</exception>
    public bool IsOf(StateChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.Id != Change.Id) return false;
        return ChangeSubject.Of(change.Canonical()) == ChangeSubject.Of(Change) ? true : throw ChangeSubject.Refusal(change.Id);
    }
}
