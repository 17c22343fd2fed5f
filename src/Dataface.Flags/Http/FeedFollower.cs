using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Http;

/// <summary>Asks the server for what is new: once by a stream, as long as it lasts, or once by a request. Not thread-safe.</summary>
internal sealed class FeedFollower(
    FlagServerConnection connection, FlagServerRequests requests, ServerPipelines pipelines, HttpFlagOptions options, TimeProvider time,
    ILogger logger)
{
    /// <summary>Whoever was cut off together must not come back together.</summary>
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(1);

    /// <summary>Where no stream was to be had, there may be one later.</summary>
    private static readonly TimeSpan StreamRetryInterval = TimeSpan.FromMinutes(2);

    private readonly string _path = "flags/" + Uri.EscapeDataString(connection.Environment);
    private long? _heldBackAt;
    private volatile bool _isPolling;
    private bool _hasBegun;

    /// <summary>
    /// Whether a stream that fails is an accident. One that fails again before it has lasted is held back, or spoilt, by something on its
    /// way.
    /// </summary>
    private volatile bool _isTrusted = true;

    /// <summary>Follows until a stream ends, or one request is answered.</summary>
    /// <returns>How long to wait before the next time.</returns>
    public async ValueTask<TimeSpan> FollowAsync(CancellationToken cancellationToken)
    {
        var isHeldBack = _heldBackAt is { } at && time.GetElapsedTime(at) < StreamRetryInterval;
        var isPolled = !options.StreamingEnabled || isHeldBack || (_isPolling && connection.HasFailed);
        if (isPolled) return await PollAsync(cancellationToken).ConfigureAwait(false);

        // By a plain request, which nothing holds back that lets requests through. A stream then only tells what is newer.
        // One that was behind may have caught up to what is here, of which a stream would not tell.
        if (connection.Received.Current is null || connection.IsBehind) await PollAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await StreamAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (FlagServerException error)
        {
            return await WithoutStreamAsync(error, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Asks once. When asking fails, too, it is the server and not the stream.</summary>
    private async Task<TimeSpan> WithoutStreamAsync(FlagServerException error, CancellationToken cancellationToken)
    {
        // In an outage neither is answered: that a request is now says that the server is back, and nothing of its streams.
        var isOutage = error.IsUnreached || connection.HasFailed;
        var isAccident = isOutage || (_isTrusted && !error.IsStreamUnavailable);
        if (isAccident && _hasBegun) connection.Failed(error, TimeSpan.Zero);
        var pause = await PollAsync(cancellationToken).ConfigureAwait(false);
        if (!isOutage) _isTrusted = false;
        if (isAccident) return Jittered(0, 1, Spread);
        if (!_isPolling) HttpLog.Polling(logger, connection.Name, options.PollInterval, error.Message);
        (_isPolling, _heldBackAt) = (true, time.GetTimestamp());
        return pause;
    }

    private async Task<TimeSpan> PollAsync(CancellationToken cancellationToken)
    {
        var body = await requests.AskAsync(pipelines.Once, PollRequest, cancellationToken).ConfigureAwait(false);
        if (body.IsEmpty) connection.Reached();
        else connection.TryTake(Understood(() => FeedReader.Read(body, connection.Environment, connection.Name)));
        return Jittered(0.9, 1.1, options.PollInterval);
    }

    /// <summary>Asks once for what was missed, which no event repeats. The stream goes on.</summary>
    private async Task CloseGapAsync(Feed missed, CancellationToken cancellationToken)
    {
        await PollAsync(cancellationToken).ConfigureAwait(false);
        if (connection.TryTake(missed)) return;
        throw new FlagServerException(
            $"'{connection.Name}' has sent state {missed.Cursor}, but the definitions that belong to it have not arrived.")
        {
            IsTransient = true,
        };
    }

    private async Task<TimeSpan> StreamAsync(CancellationToken cancellationToken)
    {
        _hasBegun = false;
        using var response = await requests.OpenAsync(pipelines.Once, StreamRequest, cancellationToken).ConfigureAwait(false);
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            throw new FlagServerException(
                $"'{connection.Name}' answered with '{response.Content.Headers.ContentType}' instead of a stream.")
            {
                IsStreamUnavailable = true
            };
        }

        ITimer? lasting = null;
        var (began, pulse) = (0L, TimeSpan.Zero);
        try
        {
            await foreach (var next in FeedStream.ReadAsync(
                response, connection.Environment, connection.Name, options, time, cancellationToken).ConfigureAwait(false))
            {
                if (next.Heartbeat is { } heartbeat)
                {
                    _hasBegun = true;
                    lasting ??= Began(heartbeat);
                    (began, pulse) = (time.GetTimestamp(), heartbeat);
                }

                if (next.Feed is { } feed && !connection.TryTake(feed)) await CloseGapAsync(feed, cancellationToken).ConfigureAwait(false);
                if (next.ReconnectWithin is { } within) return Leave(within);
            }
        }
        catch (TimeoutException error)
        {
            throw new FlagServerException($"The stream of '{connection.Name}' is dead: {error.Message}.", error)
            {
                IsTransient = true,
            };
        }
        catch (InvalidDataException error)
        {
            throw Unusable(error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException and not FlagServerException)
        {
            // Cut off. Whether the server can be reached again shows at the next attempt.
            if (!_hasBegun)
            {
                throw new FlagServerException(
                    $"The connection to '{connection.Name}' was lost: {error.Message}", error)
                { IsTransient = true };
            }
        }
        finally
        {
            lasting?.Dispose();
        }

        var hasSpoken = _hasBegun && connection.Received.Current is not null;
        if (!hasSpoken)
        {
            throw new FlagServerException($"The stream of '{connection.Name}' ended before it said anything.") { IsTransient = true };
        }

        var (hasLasted, isAccident) = (time.GetElapsedTime(began) >= pulse, _isTrusted);
        if (!hasLasted) _isTrusted = false;
        if (hasLasted || isAccident) return Jittered(0, 1, Spread);
        throw new FlagServerException($"The stream of '{connection.Name}' ended before its first heartbeat.") { IsTransient = true };
    }

    /// <returns>What tells, unless it is disposed before, that the stream has lasted twice as long as it may be silent.</returns>
    private ITimer Began(TimeSpan heartbeat)
    {
        HttpLog.Streaming(logger, connection.Name, heartbeat);
        if (!connection.IsBehind) connection.Reached();
        var enough = 2 * (options.HeartbeatTimeout ?? (3 * heartbeat));
        return time.CreateTimer(_ => (_isTrusted, _isPolling) = (true, false), null, enough, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Leave(TimeSpan within)
    {
        HttpLog.Bye(logger, connection.Name, within);
        return Jittered(0, 1, within);
    }

    private HttpRequestMessage PollRequest()
    {
        var request = requests.Request(HttpMethod.Get, _path);
        if (connection.Received.Cursor is { } cursor) request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue($"\"{cursor}\""));
        return request;
    }

    private HttpRequestMessage StreamRequest()
    {
        var request = requests.Request(HttpMethod.Get, _path + "/stream");
        request.Headers.Accept.Add(new("text/event-stream"));
        if (connection.Received.Cursor is { } cursor) request.Headers.Add("Last-Event-ID", cursor.ToString());
        return request;
    }

    private T Understood<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException error)
        {
            throw Unusable(error);
        }
    }

    private FlagServerException Unusable(InvalidDataException error) =>
        new($"The answer of '{connection.Name}' cannot be used: {error.Message}.", error);

#pragma warning disable CA5394 // Spreads load; nothing depends on its being hard to guess.
    private static TimeSpan Jittered(double least, double most, TimeSpan span) =>
        (least + (Random.Shared.NextDouble() * (most - least))) * span;
#pragma warning restore CA5394
}
