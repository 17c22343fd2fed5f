using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Files;
using Dataface.Flags.State;

namespace Dataface.Flags.Sqlite.Folder;

/// <summary>
/// The lines of a registry's journal as versions before SQLite wrote them: JSON that holds its number, the hash of the line before, and
/// last its own hash (SHA-256 of all that stands before it), so that an edited or missing line shows.
/// </summary>
internal static class OldRegistryLines
{
    private const string Genesis = "0000000000000000000000000000000000000000000000000000000000000000";

    private static readonly byte[] Seal = ",\"hash\":\""u8.ToArray();
    private static readonly int SealLength = Seal.Length + Genesis.Length + 2;

    /// <summary>
    /// The lines from the first. What stands behind the last whole one is a write that was cut short: nobody was told of it.
    /// </summary>
    /// <exception cref="InvalidDataException">A line was edited, is missing, or is none; the message says which.</exception>
    public static IEnumerable<JsonElement> Read(string path)
    {
        using var file = JournalFile.Open(path);
        if (file is null) yield break;
        var (sequence, previous) = (0L, Genesis);
        foreach (var (line, hasEnd) in JournalLines.Read(file))
        {
            if (!hasEnd) yield break;
            sequence++;
            if (TryRead(line, sequence, previous) is not { } read) throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"Line {sequence} of {path} is not as it was written, or does not follow the one before. Nothing was taken over. "
                + $"Put the file back from a backup."));
            previous = Encoding.ASCII.GetString(line.AsSpan(^(Genesis.Length + 2)..^2));
            yield return read;
        }
    }

    /// <summary>Reads a line, which must be the one with this number after that hash.</summary>
    private static JsonElement? TryRead(byte[] line, long sequence, string previous)
    {
        if (line.Length <= SealLength || !line.AsSpan(^SealLength..).StartsWith(Seal)) return null;
        byte[] body = [.. line[..^SealLength], (byte)'}'];
        var hash = Encoding.ASCII.GetString(line.AsSpan(^(Genesis.Length + 2)..^2));
        if (hash != Convert.ToHexStringLower(SHA256.HashData(body))) return null;
        try
        {
            var read = JsonElement.Parse(body);
            return read.GetProperty("sequence").GetInt64() == sequence && read.GetProperty("previous").GetString() == previous
                ? read : null;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
