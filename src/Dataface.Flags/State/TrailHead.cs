using Dataface.Flags.Publishing;

namespace Dataface.Flags.State;

/// <summary>Where a trail ends: all that the next record needs to know, beside what it changes.</summary>
/// <param name="Sequence">The position of the last record; 0 when there is none.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Document">The document in force, or null.</param>
internal readonly record struct TrailHead(long Sequence, string Hash, DocumentRevision? Document)
{
    /// <summary>The kill that a change makes.</summary>
    public static Kill KillBy(StateChange change, string source) => new(change.Flag, source, change.By, change.At, change.Reason);

    /// <summary>The record that a change adds.</summary>
    /// <param name="source">What the kills' source is called.</param>
    /// <param name="kill">The flag's kill in force, or null.</param>
    /// <param name="ramp">Where the rollout stands, or null.</param>
    /// <exception cref="DefinitionConflictException">Another document is in force than whoever publishes believes.</exception>
    public AuditRecord Next(StateChange change, string source, Kill? kill, RampState? ramp)
    {
        var record = new AuditRecord(Sequence + 1, change, null, null, Hash, "");
        if (change.IsGlobal) return AuditCodec.Seal(record with { DocumentBefore = Document, DocumentAfter = DocumentAfter(change) });
        if (change.Rollout is not null) return AuditCodec.Seal(record with { RampBefore = ramp, RampAfter = RampChanges.After(ramp, change) });
        return AuditCodec.Seal(record with { Before = kill, After = change.Action == StateAction.Kill ? KillBy(change, source) : null });
    }

    private DocumentRevision? DocumentAfter(StateChange change)
    {
        if (change.Action is not (StateAction.Publish or StateAction.Rollback)) return Document;
        if (change.ExpectedDocument is { } expected && expected != (Document?.Hash ?? "")) throw new DefinitionConflictException(Document);
        return new(Document is null ? 1 : Document.Number + 1, change.Document ?? throw new ArgumentException("A document is published by its hash.", nameof(change)));
    }
}
