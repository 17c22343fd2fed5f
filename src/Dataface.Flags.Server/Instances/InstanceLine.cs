using System.Text.Json;
using System.Text.Json.Serialization;
using Dataface.Flags.Server.Problems;
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

    /// <summary>
    /// The report as it was kept; null when it is not readable here, as one of a later version may be, or of a service that writes into the
    /// database by itself.
    /// </summary>
    /// <param name="kept">It.</param>
    /// <param name="heardAt">When it came, as a timestamp.</param>
    /// <param name="now">By the server's clock.</param>
    public static InstanceView? Read(KeptInstance kept, long heardAt, DateTimeOffset now)
    {
        try
        {
            if (JsonSerializer.Deserialize(kept.Line, LineJson.Default.InstanceLine) is not { } line) return null;
            return new InstanceView { Id = kept.Id, Key = line.Key, Report = ReportCheck.Checked(line.Report, now), HeardAt = heardAt };
        }
        catch (Exception error) when (error is JsonException or ProblemException)
        {
            return null;
        }
    }

    [JsonSourceGenerationOptions(
        JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(InstanceLine))]
    private sealed partial class LineJson : JsonSerializerContext;
}
