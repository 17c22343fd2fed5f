using System.Text.Json;
using System.Text.Json.Serialization;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Instances;

/// <summary>A report as it is kept, and shared among replicas. Immutable.</summary>
/// <param name="Key">The name of the key that it came with.</param>
/// <param name="Report">What it says.</param>
/// <param name="IntervalSeconds">How soon the instance was to report again; null in lines that servers have not written.</param>
internal sealed partial record InstanceLine(string Key, InstanceReport Report, double? IntervalSeconds = null)
{
    /// <summary>How often an instance reports that writes into the database by itself: no server tells it.</summary>
    private static readonly TimeSpan Untold = TimeSpan.FromSeconds(30);

    /// <summary>No server tells a longer one.</summary>
    private const double MostSeconds = 3_600;

    public static KeptInstance Write(InstanceView instance, TimeSpan age) => new(
        instance.Id, instance.Report.Sequence, age,
        JsonSerializer.SerializeToUtf8Bytes(
            new InstanceLine(instance.Key, instance.Report, instance.Interval.TotalSeconds), LineJson.Default.InstanceLine));

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
            return new InstanceView
            {
                Id = kept.Id,
                Key = line.Key,
                Report = ReportCheck.Checked(line.Report, now),
                HeardAt = heardAt,
                Interval = line.IntervalSeconds is > 0 and <= MostSeconds ? TimeSpan.FromSeconds(line.IntervalSeconds.Value) : Untold,
            };
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
