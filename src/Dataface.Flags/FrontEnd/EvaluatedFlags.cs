using System.Text.Json;
using System.Text.Json.Serialization;
using Dataface.Flags.FrontEnd;

namespace Dataface.Flags;

/// <summary>
/// The results of flags, for a front end: key, value, variant and reason, without rules, segments, layers, owners or the context.
/// Immutable; thread-safe.
/// </summary>
public sealed record EvaluatedFlags
{
    /// <summary>Whether flags were known; if not, there are none here, and a front end uses its own defaults.</summary>
    [JsonIgnore]
    public bool IsReady { get; init; }

    /// <summary>Identifies the documents that the values came from; empty before the first.</summary>
    [JsonPropertyName("revision")]
    public required string Revision { get; init; }

    /// <summary>The flags by the keys that were asked for, in their order. Keys that no document defines are not included.</summary>
    [JsonPropertyName("flags")]
    public required IReadOnlyDictionary<string, EvaluatedFlag> Flags { get; init; }

    /// <summary>The same as JSON, safe to embed in a script of a page.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, FrontEndJson.Default.EvaluatedFlags);
}
