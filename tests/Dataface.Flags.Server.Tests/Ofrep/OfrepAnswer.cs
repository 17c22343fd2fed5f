using System.Text.Json.Nodes;

namespace Dataface.Flags.Server.Tests.Ofrep;

/// <summary>What the endpoints answered.</summary>
internal sealed record OfrepAnswer(int Status, string Body, string? ContentType, string? Tag)
{
    public TimeSpan? RetryAfter { get; init; }

    public JsonNode Json => JsonNode.Parse(Body)!;

    /// <summary>A member as JSON text, or null when there is none.</summary>
    public string? this[string member] => Json[member]?.ToJsonString();

    public string? ErrorCode => (string?)Json["errorCode"];

    /// <summary>The answer for one flag of a bulk answer.</summary>
    public JsonNode Of(string flag) => Json["flags"]!.AsArray().Single(f => (string?)f!["key"] == flag)!;
}
