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

    /// <summary>Adds a record and returns when it is on the disk. To be called under the lock, after <see cref="ReadOn"/>.</summary>
    public void Append(AuditRecord record)
    {
        var line = AuditCodec.Write(record);
        var start = _lacksEnd ? _offset + 1 : _offset;
        JournalFile.Append(path, _offset, _lacksEnd ? [(byte)'\n', .. line, (byte)'\n'] : [.. line, (byte)'\n']);
        (_last, _offset, _lacksEnd) = ((start, line), start + line.Length + 1, false);
        _line++;
        Ledger.Apply(record);
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
        Break ??= $"{path} was shortened, replaced or removed while in use; {Ledger.Sequence.ToString(CultureInfo.InvariantCulture)} records had been read.";
        Ledger = new(source, Ledger);
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
