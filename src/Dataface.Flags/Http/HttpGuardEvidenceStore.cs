using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Guard;

namespace Dataface.Flags.Http;

/// <summary>
/// The guards' evidence as a server collects it. The guard itself asks again every second, so that nothing is retried here. Thread-safe.
/// </summary>
internal sealed class HttpGuardEvidenceStore(FlagServerConnection connection) : IGuardEvidenceStore, IAsyncDisposable
{
    private const string Path = "guard/evidence";

    public string Name => connection.Name;

    public async ValueTask AddAsync(GuardReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        await connection.Requests.AskAsync(
            connection.Pipelines.Sparingly,
            () =>
            {
                var request = connection.Requests.Request(HttpMethod.Post, Path);
                request.Content = ChangeJson.JsonContent(json => Write(json, report));
                return request;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<GuardEvidence> ReadAsync(GuardEpoch epoch, int fromBucket, CancellationToken cancellationToken)
    {
        var start = Uri.EscapeDataString(ChangeJson.Instant(epoch.Start));
        var query = string.Create(CultureInfo.InvariantCulture,
            $"{Path}?rollout={Uri.EscapeDataString(epoch.Rollout)}&number={epoch.Number}&start={start}&from={fromBucket}");
        var body = await connection.Requests.AskAsync(
            connection.Pipelines.Sparingly, () => connection.Requests.Request(HttpMethod.Get, query), cancellationToken).ConfigureAwait(
                false);
        try
        {
            var root = JsonElement.Parse(body.Span);
            return new()
            {
                Bucket = root.GetProperty("bucket").GetInt32(),
                Units = root.GetProperty("units").GetInt64(),
                Counts = [.. root.GetProperty("counts").EnumerateArray().Select(ReadCount)],
            };
        }
        catch (Exception error) when (error
            is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentOutOfRangeException
                or IndexOutOfRangeException)
        {
            throw new FlagServerException($"The answer of '{Name}' is not evidence: {error.Message}", error);
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static GuardCount ReadCount(JsonElement count) => new()
    {
        Bucket = count[0].GetInt32(),
        Signal = count[1].GetString() ?? throw new FormatException("signal"),
        Treatment = count[2].GetInt32(),
        Bin = count[3].GetInt32(),
        Count = count[4].GetInt64(),
    };

    private static void Write(Utf8JsonWriter json, GuardReport report)
    {
        json.WriteStartObject("epoch");
        json.WriteString("rollout", report.Epoch.Rollout);
        json.WriteNumber("number", report.Epoch.Number);
        json.WriteString("start", ChangeJson.Instant(report.Epoch.Start));
        json.WriteEndObject();
        json.WriteString("instance", report.Instance);
        json.WriteNumber("sequence", report.Sequence);
        json.WriteStartArray("observations");
        foreach (var seen in report.Observations)
        {
            json.WriteStartArray();
            json.WriteStringValue(seen.Signal);
            json.WriteNumberValue(seen.Treatment);
            json.WriteStringValue(seen.Unit.ToString("x16", CultureInfo.InvariantCulture));
            json.WriteNumberValue(seen.Bin);
            if (seen.Source != 0) json.WriteStringValue(seen.Source.ToString("x16", CultureInfo.InvariantCulture));
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("tallies");
        foreach (var tally in report.Tallies)
        {
            json.WriteStartArray();
            json.WriteStringValue(tally.Signal);
            json.WriteNumberValue(tally.Treatment);
            json.WriteNumberValue(tally.Count);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
