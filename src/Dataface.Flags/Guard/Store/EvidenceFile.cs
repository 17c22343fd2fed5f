using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Files;
using Dataface.Flags.State;

namespace Dataface.Flags.Guard.Store;

/// <summary>
/// A file of reports, one a line, that several processes add to. Not thread-safe; between processes to be written under a lock.
/// </summary>
internal sealed class EvidenceFile(string path)
{
    private const int HeadLength = 128;
    private const long Slack = 1 << 20;

    private EvidenceLedgers _ledgers = new();
    private byte[] _head = [];
    private long _offset;
    private long _line;

    /// <summary>From this length on what was counted is kept instead of the reports.</summary>
    private long _most;

    public EvidenceLedgers Ledgers => _ledgers;

    /// <summary>Takes in what was added since.</summary>
    /// <exception cref="InvalidDataException">A line is no report.</exception>
    public void ReadOn()
    {
        using var file = JournalFile.Open(path);
        if (file is null || !IsTheSame(file)) (_ledgers, _offset, _line) = (new(), 0, 0);
        if (file is null) return;
        file.Seek(_offset, SeekOrigin.Begin);
        var bytes = new byte[file.Length - _offset];
        file.ReadExactly(bytes);
        var start = 0;
        while (bytes.AsSpan(start).IndexOf((byte)'\n') is var length and >= 0)
        {
            Parse(bytes.AsSpan(start, length)).AddTo(_ledgers);
            _line++;
            start += length + 1;
            _offset += length + 1;
        }

        _head = HeadOf(file);
    }

    /// <summary>
    /// Adds a report behind the last whole line: what a process that died has left of one is overwritten. What the file holds is to be
    /// taken in before.
    /// </summary>
    public void Append(GuardReport report, DateTimeOffset at)
    {
        if (_offset > _most) Compact(at);
        byte[] line = Line(new(at, report));
        using var file = PrivateFiles.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        file.SetLength(_offset);
        file.Seek(_offset, SeekOrigin.Begin);
        file.Write(line);
        (_offset, _line) = (_offset + line.Length, _line + 1);
        _head = HeadOf(file);
        _ledgers.Add(report, at);
    }

    /// <summary>Keeps what was counted instead of the reports that it was counted from, and nothing of what is over.</summary>
    private void Compact(DateTimeOffset now)
    {
        var kept = new MemoryStream();
        kept.Write(Line(new(now, Report: null, Mark: Guid.NewGuid())));
        foreach (var (at, state) in _ledgers.Save()) kept.Write(Line(new(at, Report: null, state)));
        AtomicFile.Write(path, kept.ToArray());
        _offset = 0;
        ReadOn();
        _most = (2 * _offset) + Slack;
    }

    /// <summary>Whether it is the file that was read so far, and not one that has replaced it.</summary>
    private bool IsTheSame(FileStream file) => file.Length >= _offset && HeadOf(file).AsSpan().StartsWith(_head);

    /// <summary>Its first bytes, of those that were taken in.</summary>
    private byte[] HeadOf(FileStream file)
    {
        var head = new byte[Math.Min(HeadLength, _offset)];
        file.Seek(0, SeekOrigin.Begin);
        file.ReadExactly(head);
        return head;
    }

    private static byte[] Line(EvidenceLine line) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(line, EvidenceLineJson.Default.EvidenceLine), (byte)'\n'];

    private EvidenceLine Parse(ReadOnlySpan<byte> text) => TryParse(text, out var line)
        ? line
        : throw new InvalidDataException(
            $"Line {(_line + 1).ToString(CultureInfo.InvariantCulture)} of {path} is not a report. Keep a copy and move the file away: "
            + $"evidence is then collected from the beginning, and stages stay.");

    private static bool TryParse(ReadOnlySpan<byte> text, out EvidenceLine line)
    {
        try
        {
            line = JsonSerializer.Deserialize(text, EvidenceLineJson.Default.EvidenceLine)!;
            return line is not null;
        }
        catch (JsonException)
        {
            line = null!;
            return false;
        }
    }
}
