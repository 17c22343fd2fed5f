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

    public StateLedger Ledger { get; } = new(source);

    /// <summary>Where and why the chain is broken, or null.</summary>
    public string? Break { get; private set; }

    /// <summary>Reads what was added since. Throws when the file cannot be read.</summary>
    /// <returns>The bytes behind the last whole line: a write that was cut short, or one that is under way.</returns>
    public byte[] ReadOn()
    {
        using var file = Open();
        if (file is null || file.Length < _offset)
        {
            if (_offset > 0) Break ??= $"{path} was shortened or removed while in use; {Ledger.Sequence.ToString(CultureInfo.InvariantCulture)} records had been read.";
            return [];
        }

        file.Seek(_offset, SeekOrigin.Begin);
        var bytes = new byte[file.Length - _offset];
        file.ReadExactly(bytes);
        var start = 0;
        while (bytes.AsSpan(start).IndexOf((byte)'\n') is var length and >= 0)
        {
            _line++;
            Take(bytes.AsSpan(start, length));
            start += length + 1;
        }

        _offset += start;
        return bytes[start..];
    }

    /// <summary>Adds a record and returns when it is on the disk. To be called under the lock, after <see cref="ReadOn"/>.</summary>
    public void Append(AuditRecord record)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        try
        {
            file.SetLength(_offset);
            file.Seek(_offset, SeekOrigin.Begin);
            file.Write([.. AuditCodec.Write(record), (byte)'\n']);
            file.Flush(flushToDisk: true);
        }
        catch
        {
            // A disk that is full leaves a part of the line, which the next writer would take for a torn one anyway.
            file.SetLength(_offset);
            throw;
        }

        _offset = file.Length;
        _line++;
        Ledger.Apply(record);
    }

    private FileStream? Open()
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        var isReadable = AuditCodec.TryRead(line, out var record);
        if (Break is null && isReadable && Ledger.IsNext(record))
        {
            Ledger.Apply(record);
            return;
        }

        var why = isReadable ? "does not follow the record before it, or does not have the hash of its content" : "is not a record as it was written";
        Break ??= $"Line {_line.ToString(CultureInfo.InvariantCulture)} of {path} {why}.";
        if (record is not null) Ledger.ApplyUntrusted(record);
    }
}
