using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Readouts;

namespace Dataface.Flags.Experiments.Registry;

/// <summary>
/// A line of the journal: JSON that holds its number, the hash of the line before, and last its own hash (SHA-256 of all that stands before it), so
/// that an edited or missing line shows.
/// </summary>
internal static class RegistryEntryCodec
{
    public const string Genesis = "0000000000000000000000000000000000000000000000000000000000000000";

    private static readonly byte[] Seal = ",\"hash\":\""u8.ToArray();
    private static readonly int SealLength = Seal.Length + Genesis.Length + 2;
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line, without its end, and its hash.</summary>
    public static (byte[] Line, string Hash) Write(RegistryEntry entry, long sequence, string previous)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable)) Write(json, entry, sequence, previous);
        var hash = Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
        return ([.. buffer.WrittenSpan[..^1], .. Seal, .. Encoding.ASCII.GetBytes(hash), (byte)'"', (byte)'}'], hash);
    }

    /// <summary>Reads a line, which must be the one with this number after that hash.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, long sequence, string previous, [NotNullWhen(true)] out RegistryEntry? entry, out string hash)
    {
        (entry, hash) = (null, "");
        if (line.Length <= SealLength || !line[^SealLength..].StartsWith(Seal)) return false;
        byte[] body = [.. line[..^SealLength], (byte)'}'];
        hash = Encoding.ASCII.GetString(line[^(Genesis.Length + 2)..^2]);
        if (hash != Convert.ToHexStringLower(SHA256.HashData(body))) return false;
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.GetProperty("sequence").GetInt64() != sequence || root.GetProperty("previous").GetString() != previous) return false;
            entry = Read(root);
            return true;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return false;
        }
    }

    private static void Write(Utf8JsonWriter json, RegistryEntry entry, long sequence, string previous)
    {
        json.WriteStartObject();
        json.WriteNumber("sequence", sequence);
        json.WriteString("previous", previous);
        json.WriteString("action", entry.Action.ToString());
        json.WriteString("at", entry.At.UtcDateTime);
        json.WriteString("by", entry.By);
        json.WriteString("id", entry.Id);
        if (entry.Reason is { } reason) json.WriteString("reason", reason);
        if (entry.To is { } to) json.WriteString("to", ExperimentWords.Statuses[to]);
        if (entry.Draft is { } draft) WriteDraft(json, draft);
        if (entry.Decision is { } decision) DecisionJson.Write(json, "decision", decision);
        if (entry.Data is { } data)
        {
            json.WritePropertyName("data");
            json.WriteRawValue(ExperimentDataCodec.Write(data), skipInputValidation: true);
        }

        if (entry.Refresh is { } refresh) WriteRefresh(json, refresh);
        if (entry.Note is { } note) json.WriteString("note", note);
        if (entry.After is { } after) json.WriteString("after", after);
        json.WriteEndObject();
    }

    private static RegistryEntry Read(JsonElement root) => new()
    {
        Action = Enum.Parse<RegistryAction>(root.GetProperty("action").GetString()!),
        At = root.GetProperty("at").GetDateTimeOffset(),
        By = root.GetProperty("by").GetString()!,
        Id = root.GetProperty("id").GetString()!,
        Reason = Text(root, "reason"),
        To = Text(root, "to") is { } to ? ExperimentWords.Statuses.Parse(to) : null,
        Draft = root.TryGetProperty("draft", out var draft) ? ReadDraft(draft) : null,
        Decision = root.TryGetProperty("decision", out var decision) ? DecisionJson.Read(decision) : null,
        Data = root.TryGetProperty("data", out var data) ? ExperimentDataCodec.Read(Encoding.UTF8.GetBytes(data.GetRawText())) : null,
        Refresh = root.TryGetProperty("refresh", out var refresh) ? ReadRefresh(refresh) : null,
        Note = Text(root, "note"),
        After = Text(root, "after"),
    };

    private static void WriteDraft(Utf8JsonWriter json, ExperimentDraft draft)
    {
        json.WriteStartObject("draft");
        json.WriteString("name", draft.Name);
        json.WriteString("hypothesis", draft.Hypothesis);
        json.WriteString("owner", draft.Owner);
        json.WriteStartArray("kpis");
        foreach (var kpi in draft.Kpis) json.WriteStringValue(kpi);
        json.WriteEndArray();
        if (draft.Definition is { } definition) json.WriteString("definition", definition);
        json.WriteEndObject();
    }

    private static ExperimentDraft ReadDraft(JsonElement draft) => new()
    {
        Name = draft.GetProperty("name").GetString()!,
        Hypothesis = draft.GetProperty("hypothesis").GetString()!,
        Owner = draft.GetProperty("owner").GetString()!,
        Kpis = [.. draft.GetProperty("kpis").EnumerateArray().Select(k => k.GetString()!)],
        Definition = Text(draft, "definition"),
    };

    private static void WriteRefresh(Utf8JsonWriter json, RefreshEntry refresh)
    {
        json.WriteStartObject("refresh");
        json.WriteNumber("id", refresh.Id);
        json.WriteString("job", refresh.Job);
        json.WriteString("startedAt", refresh.StartedAt.UtcDateTime);
        if (refresh.FinishedAt is { } finished) json.WriteString("finishedAt", finished.UtcDateTime);
        json.WriteString("status", refresh.Status.ToString());
        json.WriteNumber("rows", refresh.Rows);
        if (refresh.Error is { } error) json.WriteString("error", error);
        if (refresh.Lag is { } lag) json.WriteString("lag", lag.ToString("c", CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    private static RefreshEntry ReadRefresh(JsonElement refresh) => new()
    {
        Id = refresh.GetProperty("id").GetInt64(),
        Job = refresh.GetProperty("job").GetString()!,
        StartedAt = refresh.GetProperty("startedAt").GetDateTimeOffset(),
        FinishedAt = refresh.TryGetProperty("finishedAt", out var finished) ? finished.GetDateTimeOffset() : null,
        Status = Enum.Parse<RefreshStatus>(refresh.GetProperty("status").GetString()!),
        Rows = refresh.GetProperty("rows").GetInt64(),
        Error = Text(refresh, "error"),
        Lag = Text(refresh, "lag") is { } lag ? TimeSpan.ParseExact(lag, "c", CultureInfo.InvariantCulture) : null,
    };

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
