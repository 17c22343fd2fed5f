using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dataface.Flags.Files;
using Dataface.Flags.State;

namespace Dataface.Flags.Guard.Store;

/// <summary>
/// A file of reports, one a line, that several processes add to. Not thread-safe; between processes to be written under a lock.
/// </summary>
internal sealed class EvidenceFile(string path)
{
    private EvidenceLedgers _ledgers = new();
    private long _offset;
    private long _line;

    public EvidenceLedgers Ledgers => _ledgers;

    /// <summary>Takes in what was added since.</summary>
    /// <exception cref="InvalidDataException">A line is no report.</exception>
    public void ReadOn()
    {
        using var file = JournalFile.Open(path);
        if (file is null || file.Length < _offset) (_ledgers, _offset, _line) = (new(), 0, 0);
        if (file is null) return;
        file.Seek(_offset, SeekOrigin.Begin);
        var bytes = new byte[file.Length - _offset];
        file.ReadExactly(bytes);
        var start = 0;
        while (bytes.AsSpan(start).IndexOf((byte)'\n') is var length and >= 0)
        {
            var line = Parse(bytes.AsSpan(start, length));
            _line++;
            _ledgers.Add(line.Report, line.At);
            start += length + 1;
            _offset += length + 1;
        }
    }

    /// <summary>Adds a report behind the last whole line: what a process that died has left of one is overwritten.</summary>
    public void Append(GuardReport report, DateTimeOffset at)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(new EvidenceLine(at, report), EvidenceLineJson.Default.EvidenceLine),
            (byte)'\n'];
        using var file = PrivateFiles.Open(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        file.SetLength(_offset);
        file.Seek(_offset, SeekOrigin.Begin);
        file.Write(line);
        (_offset, _line) = (_offset + line.Length, _line + 1);
        _ledgers.Add(report, at);
    }

    /// <summary>Leaves out reports of epochs that are over.</summary>
    public void Compact()
    {
        if (!File.Exists(path)) return;
        var kept = new MemoryStream();
        foreach (var text in File.ReadLines(path))
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(text);
            if (!TryParse(bytes, out var line) || !_ledgers.Keeps(line.Report.Epoch)) continue;
            kept.Write(bytes);
            kept.WriteByte((byte)'\n');
        }

        AtomicFile.Write(path, kept.ToArray());
        (_ledgers, _offset, _line) = (new(), 0, 0);
        ReadOn();
    }

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

/// <summary>A line of the file.</summary>
internal sealed record EvidenceLine(DateTimeOffset At, GuardReport Report);

[JsonSerializable(typeof(EvidenceLine))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class EvidenceLineJson : JsonSerializerContext;
