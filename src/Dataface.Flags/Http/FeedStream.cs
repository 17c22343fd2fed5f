using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Dataface.Flags.Http;

/// <summary>An event of the stream. At most one member is not null.</summary>
/// <param name="Heartbeat">How often the server gives a sign of life; the stream's first word.</param>
/// <param name="Feed">What the server says now.</param>
/// <param name="ReconnectWithin">The server ends the stream and wants clients to come back within this time, spread over it.</param>
internal readonly record struct FeedEvent(TimeSpan? Heartbeat, Feed? Feed, TimeSpan? ReconnectWithin);

/// <summary>Reads the events of one answer.</summary>
internal static class FeedStream
{
    private static readonly (double Least, double Most) HeartbeatSeconds = (0.1, 300);

    private const double LongestReconnectMs = 300_000;

    /// <exception cref="InvalidDataException">An event is damaged or too large.</exception>
    /// <exception cref="TimeoutException">The stream was silent for too long.</exception>
    /// <exception cref="IOException">The connection was lost.</exception>
    public static async IAsyncEnumerable<FeedEvent> ReadAsync(
        HttpResponseMessage response, string environment, string source, HttpFlagOptions options, TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var alive = new SilenceStream(body, options.RequestTimeout, time);
        var limited = new LimitedStream(ResponseBody.Unpacked(response, alive), options.MaxResponseBytes);
        await using (limited.ConfigureAwait(false))
        {
            var parser = SseParser.Create(limited, (type, data) => Read(type, data, environment, source));
            await foreach (var item in parser.EnumerateAsync(cancellationToken).ConfigureAwait(false))
            {
                limited.BeginAnew();
                if (item.Data.Heartbeat is { } heartbeat) alive.Patience = options.HeartbeatTimeout ?? (3 * heartbeat);
                yield return item.Data;
            }
        }
    }

    private static FeedEvent Read(string type, ReadOnlySpan<byte> data, string environment, string source) => type switch
    {
        "hello" => new(TimeSpan.FromSeconds(Math.Clamp(Number(data, "heartbeatSeconds"), HeartbeatSeconds.Least, HeartbeatSeconds.Most)),
            null, null),
        "snapshot" or "state" => new(null, FeedReader.Read(data.ToArray(), environment, source), null),
        "bye" => new(null, null, TimeSpan.FromMilliseconds(Math.Clamp(Number(data, "reconnectWithinMs"), 0, LongestReconnectMs))),

        // Of a later version.
        _ => default,
    };

    private static double Number(ReadOnlySpan<byte> json, string name)
    {
        try
        {
            return JsonElement.Parse(json).GetProperty(name).GetDouble();
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"an event has no {name}", error);
        }
    }
}
