using System.IO.Pipelines;

namespace Dataface.Flags.Server.Feed;

/// <summary>One client's stream.</summary>
internal static class FeedStream
{
    public static async Task RunAsync(HttpContext http, FeedHub hub, EnvironmentFeed feed, StreamGreetings greetings, bool gzip)
    {
        using var subscriber = feed.Subscribe();
        using var aborted = http.RequestAborted.UnsafeRegister(static s => ((FeedSubscriber)s!).Wake(), subscriber);
        var body = http.Response.BodyWriter;
        var sent = FeedCursor.Parse(http.Request.Headers["Last-Event-ID"]);
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
            if (feed.Current is { } version && (sent is not { } known || version.Cursor.IsNewerThan(known)))
            {
                var hasDefinitions = sent is { } before && before.Lineage == version.Cursor.Lineage && before.Number == version.Cursor.Number;
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
