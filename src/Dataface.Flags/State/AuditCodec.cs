using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dataface.Flags.State;

/// <summary>
/// The canonical text of audit records: one line of JSON, members in a fixed order, which docs/state.md lists. The hash is SHA-256 over the line
/// without its last member, so that it can be checked by any tool.
/// </summary>
internal static class AuditCodec
{
    /// <summary>The previous hash of the first record.</summary>
    public static readonly string Genesis = new('0', 64);

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The next record of a chain.</summary>
    public static AuditRecord Link(long sequence, StateChange change, Kill? before, Kill? after, string previousHash)
    {
        var record = new AuditRecord(sequence, change, before, after, previousHash, "");
        return record with { Hash = HashOf(record) };
    }

    /// <summary>The hash that a record ought to have.</summary>
    public static string HashOf(AuditRecord record) => Convert.ToHexStringLower(SHA256.HashData(Write(record, withHash: false)));

    /// <summary>A record's line, without its end.</summary>
    public static byte[] Write(AuditRecord record) => Write(record, withHash: true);

    /// <summary>Reads a line; false when it is not exactly what <see cref="Write(AuditRecord)"/> makes of the record in it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out AuditRecord record)
    {
        record = null!;
        try
        {
            var root = JsonElement.Parse(line);
            record = new(
                root.GetProperty("sequence").GetInt64(), ReadChange(root), ReadKill(root, "before"), ReadKill(root, "after"),
                Text(root, "previous"), Text(root, "hash"));
            return line.SequenceEqual(Write(record));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return false;
        }
    }

    private static byte[] Write(AuditRecord record, bool withHash)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            var change = record.Change;
            json.WriteStartObject();
            json.WriteNumber("sequence", record.Sequence);
            json.WriteString("id", change.Id);
            json.WriteString("environment", change.Environment);
            json.WriteString("action", change.Action == StateAction.Kill ? "kill" : "restore");
            json.WriteString("flag", change.Flag);
            json.WriteString("by", change.By);
            json.WriteString("from", change.From);
            json.WriteString("reason", change.Reason);
            json.WriteString("at", Instant(change.At));
            WriteKill(json, "before", record.Before);
            WriteKill(json, "after", record.After);
            json.WriteString("previous", record.PreviousHash);
            if (withHash) json.WriteString("hash", record.Hash);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteKill(Utf8JsonWriter json, string name, Kill? kill)
    {
        if (kill is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("source", kill.Source);
        json.WriteString("by", kill.By);
        json.WriteString("at", Instant(kill.At));
        json.WriteString("reason", kill.Reason);
        json.WriteEndObject();
    }

    private static StateChange ReadChange(JsonElement root) => new()
    {
        Id = root.GetProperty("id").GetGuid(),
        Environment = Text(root, "environment"),
        Action = Text(root, "action") == "kill" ? StateAction.Kill : StateAction.Restore,
        Flag = Text(root, "flag"),
        By = Text(root, "by"),
        From = Text(root, "from"),
        Reason = Text(root, "reason"),
        At = Instant(Text(root, "at")),
    };

    private static Kill? ReadKill(JsonElement root, string name)
    {
        var kill = root.GetProperty(name);
        return kill.ValueKind == JsonValueKind.Null
            ? null
            : new(Text(root, "flag"), Text(kill, "source"), Text(kill, "by"), Instant(Text(kill, "at")), Text(kill, "reason"));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new FormatException(name);

    private static string Instant(DateTimeOffset value) => value.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset Instant(string value) => DateTimeOffset.ParseExact(value, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
