using System.Text.Json;
using System.Text.Json.Serialization;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Instances;

/// <summary>A report as it is kept, and shared among replicas. Immutable.</summary>
/// <param name="Key">The name of the key that it came with.</param>
/// <param name="Report">What it says.</param>
internal sealed partial record InstanceLine(string Key, InstanceReport Report)
{
    public static KeptInstance Write(InstanceView instance, TimeSpan age) => new(
        instance.Id, instance.Report.Sequence, age,
        JsonSerializer.SerializeToUtf8Bytes(new InstanceLine(instance.Key, instance.Report), LineJson.Default.InstanceLine));

    /// <summary>The report as it was kept; null when it is not readable here, as one of a later version may be.</summary>
    /// <param name="kept">It.</param>
    /// <param name="heardAt">When it came, as a timestamp.</param>
    public static InstanceView? Read(KeptInstance kept, long heardAt)
    {
        try
        {
            return JsonSerializer.Deserialize(kept.Line, LineJson.Default.InstanceLine) is { Key: { } key, Report: { } report }
                ? new InstanceView { Id = kept.Id, Key = key, Report = report, HeardAt = heardAt }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [JsonSourceGenerationOptions(
        JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, RespectNullableAnnotations = true)]
    [JsonSerializable(typeof(InstanceLine))]
    private sealed partial class LineJson : JsonSerializerContext;
}
