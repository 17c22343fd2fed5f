using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dataface.Flags;

/// <summary>The result of one flag, as a front end may see it. Immutable; thread-safe.</summary>
public sealed record EvaluatedFlag
{
    /// <summary>The variant's value, as the document has it; that of the off variant when the flag is off.</summary>
    [JsonPropertyName("value")]
    public required JsonElement Value { get; init; }

    /// <summary>The variant's name.</summary>
    [JsonPropertyName("variant")]
    public required string Variant { get; init; }

    /// <summary>Why it was given: the name of an <see cref="EvaluationReason"/> as in telemetry, such as <c>outside_rollout</c>.</summary>
    [JsonPropertyName("reason")]
    public required string Reason { get; init; }
}
