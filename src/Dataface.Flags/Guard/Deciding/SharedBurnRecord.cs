using System.Text.Json;
using Dataface.Flags.Guard.Deciding;

namespace Dataface.Flags.Guard;

/// <summary>
/// What an abort because of a shared burn was based on: the evidence of its audit record (format 1). It is not evidence about the feature.
/// </summary>
public sealed record SharedBurnRecord
{
    /// <summary>The name of the cause in records and in telemetry.</summary>
    public const string CauseName = "shared_burn";

    /// <summary>The format.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Always <see cref="CauseName"/>, which distinguishes it from the record of harm.</summary>
    public string Cause { get; init; } = CauseName;

    /// <summary>The name of the service's objective; null for the guard's own.</summary>
    public string? Objective { get; init; }

    /// <summary>The share of requests that had to be good, in percent.</summary>
    public required double Percent { get; init; }

    /// <summary>The requests in the window.</summary>
    public required long Requests { get; init; }

    /// <summary>Those of them that failed.</summary>
    public required long Failed { get; init; }

    /// <summary>The window in which it burned, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Reads a record; null when the evidence is of another kind.</summary>
    /// <param name="json">The evidence of an audit record.</param>
    public static SharedBurnRecord? Find(string json)
    {
        try
        {
            var record = JsonSerializer.Deserialize(json, SharedBurnRecordJson.Default.SharedBurnRecord);
            return record?.Cause == CauseName ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The record as JSON on one line.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, SharedBurnRecordJson.Default.SharedBurnRecord);

    internal static SharedBurnRecord Of(GuardObjectiveStatus objective) => new()
    {
        Objective = objective.Name,
        Percent = objective.Percent,
        Requests = objective.Requests,
        Failed = objective.Failed,
        Seconds = objective.Window.TotalSeconds,
    };
}
