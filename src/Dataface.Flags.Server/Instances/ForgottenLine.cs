using System.Text.Json;
using System.Text.Json.Serialization;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Instances;

/// <summary>
/// That an operator has said that an instance is gone, kept where reports are, so that replicas, and a server that is started again,
/// forget it as well. Immutable.
/// </summary>
/// <param name="Gone">The instance.</param>
/// <param name="Last">The number of its last report; with a later one it is there again.</param>
/// <param name="ForgottenIn">The environment.</param>
internal sealed partial record ForgottenLine(Guid Gone, long Last, string ForgottenIn)
{
    /// <summary>Under an id of its own: in the instance's place it would hold off the instance's next report.</summary>
    public KeptInstance Write() =>
        new(Guid.NewGuid(), 1, TimeSpan.Zero, JsonSerializer.SerializeToUtf8Bytes(this, ForgottenJson.Default.ForgottenLine));

    /// <summary>It as it was kept; null when that is something else.</summary>
    public static ForgottenLine? Read(KeptInstance kept)
    {
        try
        {
            return JsonSerializer.Deserialize(kept.Line, ForgottenJson.Default.ForgottenLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [JsonSourceGenerationOptions(
        JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(ForgottenLine))]
    private sealed partial class ForgottenJson : JsonSerializerContext;
}
