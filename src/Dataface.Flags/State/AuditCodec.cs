using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using static Dataface.Flags.State.AuditValues;

namespace Dataface.Flags.State;

/// <summary>
/// The canonical text of audit records: one line of JSON, members in a fixed order, which docs/state.md lists. The hash is SHA-256 over the
/// line without its last member, so that it can be checked by any tool.
/// </summary>
internal static class AuditCodec
{
    /// <summary>The previous hash of the first record.</summary>
    public static readonly string Genesis = new('0', 64);

    /// <summary>What records call an action.</summary>
    public static string NameOf(StateAction action) => Actions[(int)action];

    /// <summary>By <see cref="StateAction"/>.</summary>
    public static readonly ImmutableArray<string> Actions = ["kill", "restore", "advance", "pause", "resume", "publish", "rollback",
        "refuse", "checkpoint", "recover", "configure"];

    /// <summary>What each line begins with.</summary>
    public static ReadOnlySpan<byte> Beginning => "{\"sequence\":"u8;

    /// <summary>How JSON is escaped in it.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = RecordEncoder.Instance };

    /// <summary>How it was in records of older versions, by .NET's tables of that time; they are read, and keep their hashes.</summary>
    private static readonly JsonWriterOptions OlderOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A record with its hash.</summary>
    public static AuditRecord Seal(AuditRecord record) => record with { Hash = HashOf(record) };

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
            if (root.TryGetProperty("problem", out _)) return TryReadForeign(line, root, out record);
            var change = ReadChange(root);
            var sequence = root.GetProperty("sequence").GetInt64();
            record = ReadSides(
                new() { Sequence = sequence, Change = change, PreviousHash = Text(root, "previous"), Hash = Text(root, "hash") }, root);
            if (line.SequenceEqual(Write(record))) return true;
            record = record with { HasOlderEscapes = true };
            return line.SequenceEqual(Write(record));
        }
        catch (Exception error) when (error
            is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>A row that was set apart, as the store that found it names it.</summary>
    private static bool TryReadForeign(ReadOnlySpan<byte> line, JsonElement root, out AuditRecord record)
    {
        record = ForeignRecord.Of(line, root.GetProperty("sequence").GetInt64(), Text(root, "problem"));
        return line.SequenceEqual(Write(record));
    }

    private static byte[] Write(AuditRecord record, bool withHash)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, record.HasOlderEscapes ? OlderOptions : Options))
        {
            var change = record.Change;
            if (record.Problem is { } problem)
            {
                WriteForeign(json, record, problem);
                return Flushed(json, buffer);
            }

            json.WriteStartObject();
            json.WriteNumber("sequence", record.Sequence);
            json.WriteString("id", change.Id);
            json.WriteString("environment", change.Environment);
            json.WriteString("action", Actions[(int)change.Action]);
            json.WriteString("flag", change.Flag);
            if (change.Rollout is { } rollout) WriteRollout(json, rollout, change);
            json.WriteString("by", change.By);
            json.WriteString("from", change.From);
            json.WriteString("reason", change.Reason);
            json.WriteString("at", Instant(change.At));
            if (change.Document is { } document) json.WriteString("document", document);
            if (change.Evidence is { } evidence) json.WriteString("evidence", evidence);
            WriteSides(json, record);
            json.WriteString("previous", record.PreviousHash);
            if (withHash) json.WriteString("hash", record.Hash);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] Flushed(Utf8JsonWriter json, ArrayBufferWriter<byte> buffer)
    {
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteForeign(Utf8JsonWriter json, AuditRecord record, string problem)
    {
        json.WriteStartObject();
        json.WriteNumber("sequence", record.Sequence);
        json.WriteString("environment", record.Change.Environment);
        json.WriteString("action", NameOf(record.Change.Action));
        json.WriteString("flag", record.Change.Flag);
        json.WriteString("by", record.Change.By);
        json.WriteString("from", record.Change.From);
        json.WriteString("at", Instant(record.Change.At));
        json.WriteString("problem", problem);
        json.WriteString("hash", record.Hash);
        json.WriteEndObject();
    }

    private static void WriteSides(Utf8JsonWriter json, AuditRecord record)
    {
        if (record.Change.IsGlobal)
        {
            WriteDocument(json, "before", record.DocumentBefore);
            WriteDocument(json, "after", record.DocumentAfter);
        }
        else if (record.Change.Rollout is null)
        {
            WriteKill(json, "before", record.Before);
            WriteKill(json, "after", record.After);
        }
        else
        {
            WriteRamp(json, "before", record.RampBefore);
            WriteRamp(json, "after", record.RampAfter);
        }
    }

    private static AuditRecord ReadSides(AuditRecord record, JsonElement root) => record.Change switch
    {
        { IsGlobal: true } => record with { DocumentBefore = ReadDocument(root, "before"), DocumentAfter = ReadDocument(root, "after") },
        { Rollout: null } =>
            record with { Before = ReadKill(root, "before", record.Change.Flag), After = ReadKill(root, "after", record.Change.Flag) },
        _ => record with { RampBefore = ReadRamp(root, "before"), RampAfter = ReadRamp(root, "after") },
    };

    private static void WriteRollout(Utf8JsonWriter json, string rollout, StateChange change)
    {
        json.WriteString("rollout", rollout);
        json.WriteNumber("stage", change.Stage);
        json.WriteNumber("epoch", change.Epoch);
        json.WriteNumber("share", change.MilliPercent);
    }

    private static StateAction ActionOf(string name) =>
        Actions.IndexOf(name) is var action and >= 0
            ? (StateAction)action
            : throw new FormatException($"'{name}' is not an action.");

    private static StateChange ReadChange(JsonElement root) => new()
    {
        Id = root.GetProperty("id").GetGuid(),
        Environment = Text(root, "environment"),
        Action = ActionOf(Text(root, "action")),
        Flag = Text(root, "flag"),
        By = Text(root, "by"),
        From = Text(root, "from"),
        Reason = Text(root, "reason"),
        At = Instant(Text(root, "at")),
        Rollout = root.TryGetProperty("rollout", out _) ? Text(root, "rollout") : null,
        Stage = root.TryGetProperty("stage", out var stage) ? stage.GetInt32() : 0,
        Epoch = root.TryGetProperty("epoch", out var epoch) ? epoch.GetInt32() : 1,
        MilliPercent = root.TryGetProperty("share", out var share) ? share.GetInt32() : 0,
        Evidence = root.TryGetProperty("evidence", out _) ? Text(root, "evidence") : null,
        Document = root.TryGetProperty("document", out _) ? Text(root, "document") : null,
    };
}
