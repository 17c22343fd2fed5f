using System.Text.Json;
using System.Text.Json.Serialization;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Instances;

/// <summary>
/// That a server has refused an instance for want of room, kept where reports are, so that replicas know that they do not know all.
/// Immutable.
/// </summary>
/// <param name="Id">The server's own for the environment: each replaces only what it has kept itself.</param>
/// <param name="Sequence">Its number among those.</param>
/// <param name="At">When, as a timestamp.</param>
/// <param name="Environment">The environment.</param>
internal sealed partial record RefusalLine(Guid Id, long Sequence, long At, string Environment)
{
    public KeptInstance Write(TimeSpan age) => new(
        Id, Sequence, age, JsonSerializer.SerializeToUtf8Bytes(new Line(Environment), RefusalJson.Default.Line));

    /// <summary>The refusal as it was kept; null when it is none.</summary>
    /// <param name="kept">It.</param>
    /// <param name="at">When it was, as a timestamp.</param>
    public static RefusalLine? Read(KeptInstance kept, long at)
    {
        try
        {
            return JsonSerializer.Deserialize(kept.Line, RefusalJson.Default.Line) is { } line
                ? new(kept.Id, kept.Sequence, at, line.RefusedIn) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Line(string RefusedIn);

    [JsonSourceGenerationOptions(
        JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(Line))]
    private sealed partial class RefusalJson : JsonSerializerContext;
}
