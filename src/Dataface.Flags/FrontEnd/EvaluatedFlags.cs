using System.Text.Json;
using System.Text.Json.Serialization;
using Dataface.Flags.FrontEnd;

namespace Dataface.Flags;

/// <summary>
/// What flags give somebody, for a front end: key, value, variant and reason. Nothing of rules, segments, layers, owners or the context is
/// in it. Immutable; thread-safe.
/// </summary>
public sealed record EvaluatedFlags
{
    /// <summary>Whether flags were known; when they were not, there is none here, and a front end uses its own defaults.</summary>
    [JsonIgnore]
    public bool IsReady { get; init; }

    /// <summary>Identifies the documents that the values came from; empty before the first.</summary>
    [JsonPropertyName("revision")]
    public required string Revision { get; init; }

    /// <summary>The flags by the keys that were asked for, in their order. A key that no document defines is not among them.</summary>
    [JsonPropertyName("flags")]
    public required IReadOnlyDictionary<string, EvaluatedFlag> Flags { get; init; }

    /// <summary>The same as JSON, which may stand in a script of a page.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, FrontEndJson.Default.EvaluatedFlags);
}
