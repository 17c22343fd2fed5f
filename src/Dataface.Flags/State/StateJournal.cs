using System.Buffers;
using System.Globalization;
using Dataface.Flags.Files;

namespace Dataface.Flags.State;

/// <summary>
/// A journal file as it was read so far: sound lines, then perhaps a break, after which kills still count and restores do not,
/// then perhaps a torn last line. Not thread-safe.
/// </summary>
internal sealed class StateJournal(string path, string source)
{
    private long _offset;
    private long _line;
    private (long Start, byte[] Text) _last = (0, []);
    private bool _lacksEnd;
    private bool _isBroken;
    private long _first;
    private long _beginning;
    private readonly List<AuditRecord> _drafts = [];
    private LedgerState _before = new(source);

    public StateLedger Ledger { get; private set; } = new(source);

    /// <summary>Where and why the chain is broken, or null.</summary>
    public string? Break { get; private set; }

    /// <summary>Reads what was added since. Throws when the file cannot be read.</summary>
    /// <returns>The bytes behind the last whole line: a write that was cut short, or one that is under way.</returns>
    public byte[] ReadOn()
    {
        using var file = JournalFile.Open(path);
        if (!IsTheOneReadBefore(file) && !Continues(file)) BeginAgain();
        if (file is null) return [];

        file.Seek(_offset, SeekOrigin.Begin);
        var bytes = new byte[file.Length - _offset];
        file.ReadExactly(bytes);
        return bytes[Take(bytes)..];
    }

    /// <summary>Whether there is something to <see cref="Commit"/>.</summary>
    public bool HasDrafts => _drafts.Count > 0;

    /// <summary>
    /// Draws up the next record, which counts once <see cref="Commit"/> has returned. To be called under the lock, after
    /// <see cref="ReadOn"/>.
    /// </summary>
    /// <returns>Null when it is recorded already.</returns>
    /// <exception cref="RefusalException">It is refused.</exception>
    public AuditRecord? Draft(StateChange change)
    {
        if (Ledger.Next(change) is not { } record) return null;
        if (_drafts.Count == 0) _before = Ledger.State;
        Ledger.Apply(record);
        _drafts.Add(record);
        return record;
    }

    /// <summary>Adds what was drawn up and returns when it is on the disk; when it cannot be written, it was never drawn up.</summary>
    public void Commit()
    {
        try
        {
            var lines = new ArrayBufferWriter<byte>();
            if (_lacksEnd) lines.Write("\n"u8);
            var start = _offset;
            byte[] line = [];
            foreach (var record in _drafts)
            {
                (start, line) = (_offset + lines.WrittenCount, AuditCodec.Write(record));
                lines.Write(line);
                lines.Write("\n"u8);
            }

            JournalFile.Append(path, _offset, lines.WrittenSpan);
            (_last, _offset, _lacksEnd) = ((start, line), _offset + lines.WrittenCount, false);
            if (_line == 0) Begin(_drafts[0].Sequence, line.Length);
            _line += _drafts.Count;
        }
        catch
        {
            Ledger.GoBack(_before, _drafts);
            throw;
        }
        finally
        {
            _drafts.Clear();
        }
    }

    /// <summary>
    /// Puts what is in the file into an archive, and begins the file anew with a checkpoint. To be called under the lock, after
    /// <see cref="Commit"/>. Each step leaves a folder that can be read: the archive counts only once the file begins behind it.
    /// </summary>
    /// <param name="at">When.</param>
    /// <param name="stepped">Is told after each step.</param>
    public void Compact(DateTimeOffset at, Action? stepped = null)
    {
        JournalArchives.RemoveUnfinished(path);
        AtomicFile.Sweep(path);
        JournalArchives.Write(path, _first, Ledger.State.Sequence, _offset);
        stepped?.Invoke();
        var record = Ledger.Checkpoint(at);
        var line = AuditCodec.Write(record);
        AtomicFile.Write(path, [.. line, (byte)'\n']);
        Ledger.Apply(record);
        (_last, _offset, _line) = ((0, line), line.Length + 1, 1);
        Begin(record.Sequence, line.Length);
        stepped?.Invoke();
    }

    /// <summary>Whether the file has grown past a size and is at least twice as long as it would be if it were compacted.</summary>
    public bool IsLongerThan(long bytes) => _offset > Math.Max(bytes, 2 * _beginning);

    private void Begin(long sequence, int length) => (_first, _beginning) = (sequence, length);

    /// <summary>
    /// Whether another process has compacted the file: then everything since is in archives, up to the checkpoint that the file begins
    /// with.
    /// </summary>
    private bool Continues(FileStream? file)
    {
        if (file is null || _isBroken) return false;
        file.Seek(0, SeekOrigin.Begin);
        var first = JournalLines.Read(file).Select(l => l.Text).FirstOrDefault();
        if (!AuditCodec.TryRead(first, out var checkpoint) || checkpoint.Change.Action != StateAction.Checkpoint) return false;

        var (before, taken) = (Ledger.State, new List<AuditRecord>());
        try
        {
            foreach (var record in JournalArchives.Read(path, before.Sequence + 1, checkpoint.Sequence))
            {
                if (!Ledger.IsNext(record)) break;
                Ledger.Apply(record);
                taken.Add(record);
            }
        }
        catch (InvalidDataException)
        {
            // An archive is missing or damaged, so nothing shows that it goes on from what was read.
        }

        if (!Ledger.IsNext(checkpoint))
        {
            Ledger.GoBack(before, taken);
            return false;
        }

        (_offset, _line, _last, _lacksEnd) = (0, 0, (0, []), false);
        return true;
    }

    private bool IsTheOneReadBefore(FileStream? file)
    {
        if (_offset == 0) return Ledger.State.Sequence == 0;
        if (file is null || file.Length < _offset) return false;
        var text = new byte[_last.Text.Length];
        file.Seek(_last.Start, SeekOrigin.Begin);
        file.ReadExactly(text);
        return text.AsSpan().SequenceEqual(_last.Text);
    }

    /// <summary>
    /// What was read before stays killed; the other file is read from its start, since somebody may have killed something there.
    /// </summary>
    private void BeginAgain()
    {
        Break ??= $"{path} was shortened, replaced or removed while in use; "
            + $"{Ledger.State.Sequence.ToString(CultureInfo.InvariantCulture)} records had been read.";
        Ledger = new(source, Ledger.State);
        (_offset, _line, _last, _lacksEnd, _isBroken) = (0, 0, (0, []), false, false);
    }

    private int Take(ReadOnlySpan<byte> bytes)
    {
        // The end of a line that was whole without it.
        var start = _lacksEnd && bytes.Length > 0 && bytes[0] == '\n' ? 1 : 0;
        if (start == 1) (_offset, _lacksEnd) = (_offset + 1, false);
        while (bytes[start..].IndexOf((byte)'\n') is var length and >= 0)
        {
            TakeLine(bytes.Slice(start, length));
            _offset += length + 1;
            start += length + 1;
        }

        // An editor that drops the end of the last line drops no kill.
        var tail = bytes[start..];
        if (_isBroken || tail.IsEmpty || !AuditCodec.TryRead(tail, out var record) || !Ledger.Follows(record))
        {
            if (_line == 0 && !CanBeginARecord(tail)) BreakAtForeign();
            return start;
        }

        TakeLine(tail);
        (_offset, _lacksEnd) = (_offset + tail.Length, true);
        return bytes.Length;
    }

    /// <summary>A wrong path must not have its file taken for a write that was cut short, and written over.</summary>
    private void BreakAtForeign()
    {
        Break ??= $"{path} is not a state journal: it does not begin with a record. Correct the path if it is wrong.";
        _isBroken = true;
    }

    /// <summary>Whether bytes are the beginning of a record, as far as they go; a crash may leave zeros instead of any.</summary>
    private static bool CanBeginARecord(ReadOnlySpan<byte> bytes)
    {
        var known = Math.Min(bytes.Length, AuditCodec.Beginning.Length);
        for (var i = 0; i < known; i++)
        {
            if (bytes[i] != AuditCodec.Beginning[i] && bytes[i] != 0) return false;
        }

        return true;
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        _line++;
        _last = (_offset, line.ToArray());
        var isReadable = AuditCodec.TryRead(line, out var record);
        if (!_isBroken && isReadable && Ledger.Follows(record))
        {
            Ledger.Apply(record);
            if (_line == 1) Begin(record.Sequence, line.Length);
            return;
        }

        if (_line == 1 && !isReadable && !CanBeginARecord(line)) BreakAtForeign();
        var why = isReadable
            ? "does not follow the record before it, or does not have the hash of its content" : "is damaged or was edited";
        Break ??= $"Line {_line.ToString(CultureInfo.InvariantCulture)} of {path} {why}.";
        _isBroken = true;
        if (record is { Problem: null }) Ledger.ApplyUntrusted(record);
        else Ledger.ApplyForeign(line);
    }
}
