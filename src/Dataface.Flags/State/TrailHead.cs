namespace Dataface.Flags.State;

/// <summary>Where a trail ends: all that the next record needs to know, beside what it changes.</summary>
/// <param name="Sequence">The position of the last record; 0 when there is none.</param>
/// <param name="Hash">Its hash.</param>
internal readonly record struct TrailHead(long Sequence, string Hash)
{
    /// <summary>The record that a change adds.</summary>
    /// <param name="change">The change, in its canonical form.</param>
    /// <param name="before">The state of its environment.</param>
    /// <param name="source">What the kills' source is called.</param>
    public AuditRecord Next(StateChange change, FlagState before, string source)
    {
        var after = before.After(change, source);
        var record = new AuditRecord { Sequence = Sequence + 1, Change = change, PreviousHash = Hash, Hash = "" };
        return AuditCodec.Seal(change switch
        {
            { IsGlobal: true } => record with { DocumentBefore = before.Document, DocumentAfter = after.Document },
            { Rollout: { } rollout } => record with
            {
                RampBefore = before.Ramps.GetValueOrDefault(rollout),
                RampAfter = after.Ramps.GetValueOrDefault(rollout),
            },
            _ => record with { Before = before.Kills.GetValueOrDefault(change.Flag), After = after.Kills.GetValueOrDefault(change.Flag) },
        });
    }
}
