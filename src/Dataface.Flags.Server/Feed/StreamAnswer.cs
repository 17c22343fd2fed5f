using System.IO.Pipelines;
using Dataface.Flags.Http;
using Dataface.Flags.Server.Keys;

namespace Dataface.Flags.Server.Feed;

/// <summary>One client's stream.</summary>
internal static class StreamAnswer
{
    public static async Task RunAsync(
        HttpContext http, FeedHub hub, string environment, StreamGreetings greetings, StreamAccess access, bool gzip)
    {
        using var subscriber = new FeedSubscriber();
        subscriber.ListenTo(hub.Of(environment));
        using var aborted = http.RequestAborted.UnsafeRegister(static s => ((FeedSubscriber)s!).Wake(), subscriber);
        var body = http.Response.BodyWriter;
        _ = FeedCursor.TryParse(http.Request.Headers["Last-Event-ID"], out var sent);
        KeyRing? asked = null;
        if (gzip) await body.WriteAsync(FeedBuffer.GzipHeader);
        await SendAsync(body, greetings.Hello, gzip);
        while (!http.RequestAborted.IsCancellationRequested)
        {
            if (hub.IsStopping)
            {
                await SendAsync(body, greetings.Bye, gzip);
                return;
            }

            var isBeatDue = subscriber.TakeBeat();
            if (isBeatDue && !access.IsStillValid(http, ref asked)) return;

            // It may have become known since; whoever listens first misses nothing of what is read then.
            var feed = hub.Of(environment);
            subscriber.ListenTo(feed);
            if (feed.Current is { } version && (sent is null || version.Cursor.IsNewerThan(sent) || sent.IsNewerThan(version.Cursor)))
            {
                var hasDefinitions = sent is not null && sent.Lineage == version.Cursor.Lineage && sent.Document == version.Cursor.Document;
                sent = version.Cursor;
                await SendAsync(body, hasDefinitions ? version.State : version.Snapshot, gzip);
            }
            else if (isBeatDue)
            {
                await SendAsync(body, ServerSentEvent.Heartbeat, gzip);
            }

            await subscriber.WaitAsync();
        }
    }

    private static async ValueTask SendAsync(PipeWriter body, FeedBuffer buffer, bool gzip)
    {
        // A client that does not read holds this up until the server's least data rate ends its connection.
        await body.WriteAsync(gzip ? buffer.Segment : buffer.Plain);
    }
}
