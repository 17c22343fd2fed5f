using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using static Dataface.Flags.State.AuditValues;

namespace Dataface.Flags.State;

/// <summary>The evidence of a checkpoint, one line of JSON that docs/state.md describes.</summary>
internal static class CheckpointCodec
{
    public static string Write(Checkpoint checkpoint)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, AuditCodec.Options))
        {
            json.WriteStartObject();
            json.WriteString("lineage", checkpoint.State.Lineage);
            WriteDocument(json, "document", checkpoint.State.Document);
            json.WriteStartObject("environments");
            foreach (var (name, state) in checkpoint.State.Environments) WriteEnvironment(json, name, state);
            json.WriteEndObject();

            // One text, not a list: quotes would be escaped in the record.
            json.WriteString("changes", string.Join(' ', checkpoint.Changes.Select(id => id.ToString("N"))));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>The checkpoint of a record, or null when it is not one.</summary>
    /// <param name="record">The record.</param>
    /// <param name="source">What the kills' source is called now.</param>
    public static Checkpoint? TryRead(AuditRecord record, string source) => TryRead(record.Change.Evidence ?? "", source);

    /// <summary>The checkpoint of a text that <see cref="Write"/> made, or null when it is not one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">What the kills' source is called now.</param>
    public static Checkpoint? TryRead(string text, string source)
    {
        try
        {
            var root = JsonElement.Parse(text);
            var state = new LedgerState(source) { Lineage = Text(root, "lineage"), Document = ReadDocument(root, "document") };
            foreach (var environment in root.GetProperty("environments").EnumerateObject())
            {
                state = state.With(environment.Name, ReadEnvironment(environment.Value, source));
            }

            var changes = Text(root, "changes").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return new(state, Array.ConvertAll(changes, id => Guid.ParseExact(id, "N")));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static void WriteEnvironment(Utf8JsonWriter json, string name, FlagState state)
    {
        json.WriteStartObject(name);
        json.WriteNumber("sequence", state.Sequence);
        StateJson.WriteMembers(json, state.Kills, state.Ramps, state.Restores);
        json.WriteEndObject();
    }

    private static FlagState ReadEnvironment(JsonElement root, string source) => new()
    {
        Sequence = root.GetProperty("sequence").GetInt64(),
        Kills = Read(root, "kills", (kills, flag) => ReadKill(kills, flag, flag)! with { Source = source }),
        Ramps = Read(root, "ramps", (ramps, rollout) => ReadRamp(ramps, rollout)!),
        Restores = Read(root, "restores", (restores, flag) => restores.GetProperty(flag).GetInt32()),
    };

    private static ImmutableSortedDictionary<string, TValue> Read<TValue>(
        JsonElement root, string name, Func<JsonElement, string, TValue> read)
    {
        var values = root.GetProperty(name);
        return values.EnumerateObject().ToImmutableSortedDictionary(v => v.Name, v => read(values, v.Name), StringComparer.Ordinal);
    }
}
