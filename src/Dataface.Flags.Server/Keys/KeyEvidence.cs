using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dataface.Flags.Server.Keys;

/// <summary>What a record about keys says for programs, beside its sentence for people. Immutable.</summary>
/// <param name="Event">What happened, as webhooks call it: <c>key.made</c>, <c>key.rotated</c> or <c>key.revoked</c>.</param>
/// <param name="Key">The key's name.</param>
/// <param name="Secret">The id of the one secret that it is about; null for the whole key.</param>
internal sealed partial record KeyEvidence(string Event, string Key, string? Secret = null)
{
    public string Write() => JsonSerializer.Serialize(this, EvidenceJson.Default.KeyEvidence);

    /// <summary>What a record says; null when it is about no key, or of a version that said nothing.</summary>
    public static KeyEvidence? Read(string? evidence)
    {
        try
        {
            return evidence is null ? null : JsonSerializer.Deserialize(evidence, EvidenceJson.Default.KeyEvidence);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [JsonSourceGenerationOptions(
        JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(KeyEvidence))]
    private sealed partial class EvidenceJson : JsonSerializerContext;
}
