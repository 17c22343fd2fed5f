using System.Buffers;
using System.Globalization;

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
        if (!IsTheOneReadBefore(file)) BeginAgain();
        if (file is null) return [];

        file.Seek(_offset, SeekOrigin.Begin);
        var bytes = new byte[file.Length - _offset];
        file.ReadExactly(bytes);
        return bytes[Take(bytes)..];
    }

    /// <summary>Whether there is something to <see cref="Commit"/>.</summary>
    public bool HasDrafts => _drafts.Count > 0;

    /// <summary>Draws up the next record, which counts once <see cref="Commit"/> has returned. To be called under the lock, after <see cref="ReadOn"/>.</summary>
    public AuditRecord Draft(StateChange change)
    {
        var record = Ledger.Next(change);
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

    private bool IsTheOneReadBefore(FileStream? file)
    {
        if (_offset == 0) return true;
        if (file is null || file.Length < _offset) return false;
        var text = new byte[_last.Text.Length];
        file.Seek(_last.Start, SeekOrigin.Begin);
        file.ReadExactly(text);
        return text.AsSpan().SequenceEqual(_last.Text);
    }

    /// <summary>What was read before stays killed; the other file is read from its start, since somebody may have killed something there.</summary>
    private void BeginAgain()
    {
        Break ??= $"{path} was shortened, replaced or removed while in use; {Ledger.State.Sequence.ToString(CultureInfo.InvariantCulture)} records had been read.";
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
        if (_isBroken || tail.IsEmpty || !AuditCodec.TryRead(tail, out var record) || !Ledger.IsNext(record)) return start;
        TakeLine(tail);
        (_offset, _lacksEnd) = (_offset + tail.Length, true);
        return bytes.Length;
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        _line++;
        _last = (_offset, line.ToArray());
        var isReadable = AuditCodec.TryRead(line, out var record);
        if (!_isBroken && isReadable && Ledger.IsNext(record))
        {
            Ledger.Apply(record);
            return;
        }

        var why = isReadable ? "does not follow the record before it, or does not have the hash of its content" : "is not a record as it was written";
        Break ??= $"Line {_line.ToString(CultureInfo.InvariantCulture)} of {path} {why}.";
        _isBroken = true;
        if (record is not null) Ledger.ApplyUntrusted(record);
    }
}
