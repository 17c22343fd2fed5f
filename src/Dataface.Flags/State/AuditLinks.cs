namespace Dataface.Flags.State;

/// <summary>Follows a trail from link to link. Not thread-safe.</summary>
/// <param name="expectedHead">A head that must be among them; null for none.</param>
internal sealed class AuditLinks(string? expectedHead)
{
    private readonly List<string> _apart = [];
    private long _position;
    private long _count;
    private string _head = AuditCodec.Genesis;

    /// <summary>
    /// What a row that was set apart says its hash is: it may have been a record that somebody has edited since, which the next one
    /// follows.
    /// </summary>
    private string? _claimed;

    /// <summary>Where the trail was sound for the last time, while nothing goes on behind a row that was set apart.</summary>
    private (long Count, string Head)? _broken;
    private bool _hasExpected = expectedHead is null || expectedHead == AuditCodec.Genesis;

    /// <summary>Takes the next one; says what is wrong with it.</summary>
    public AuditFault Add(AuditRecord record)
    {
        if (record.Problem is { } problem)
        {
            SetApart(record, problem);
            return AuditFault.None;
        }

        if (record.Hash != AuditCodec.HashOf(record)) return AuditFault.Edited;
        if (record.Sequence != _position + 1
            || (record.PreviousHash != _head && record.PreviousHash != _claimed)) return AuditFault.Unlinked;
        (_position, _count, _head, _claimed) = (record.Sequence, _count + 1, record.Hash, null);
        _hasExpected |= _head == expectedHead;
        if (record.Change.Action == StateAction.Recover) _broken = null;
        return AuditFault.None;
    }

    /// <summary>The answer when the trail ends here.</summary>
    public AuditVerification End() =>
        Answer(_broken is not null ? AuditFault.Edited : _hasExpected ? AuditFault.None : AuditFault.Shortened);

    public AuditVerification Answer(AuditFault fault)
    {
        var (count, head) = _broken ?? (_count, _head);
        return new()
        {
            Fault = _broken is null ? fault : AuditFault.Edited,
            Records = count,
            Head = head,
            Apart = _apart,
        };
    }

    /// <summary>One with a number far away stands at no place of the trail.</summary>
    private void SetApart(AuditRecord row, string problem)
    {
        _apart.Add(problem);
        _broken ??= (_count, _head);
        if (row.Sequence != _position + 1) return;
        _position++;
        if (row.Hash.Length > 0) _claimed = row.Hash;
    }
}
