using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Http;

/// <summary>Log events of the connection to a server, ids 8000 to 8099. None holds a key.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(8000, LogLevel.Information, "Changes are streamed from '{Server}', with a heartbeat every {Heartbeat}.")]
    public static partial void Streaming(ILogger logger, string server, TimeSpan heartbeat);

    [LoggerMessage(EventId = 8001, Message =
        "'{Server}' cannot be followed (failure {Count}); what was received last stays in force, next try in {Delay}: "
        + "{Problem}")]
    public static partial void Failed(ILogger logger, LogLevel level, string server, long count, TimeSpan delay, string problem);

    [LoggerMessage(8003, LogLevel.Warning,
        "'{Server}' gives no stream, so it is polled every {Interval}, and a kill from elsewhere takes up to that long: {Problem}")]
    public static partial void Polling(ILogger logger, string server, TimeSpan interval, string problem);

    [LoggerMessage(8005, LogLevel.Warning, "'{Server}' was restored from a backup; its answers count from now on: {Cursor}.")]
    public static partial void OtherLineage(ILogger logger, string server, FeedCursor cursor);

    [LoggerMessage(8006, LogLevel.Information, "'{Server}' ends the stream; this client comes back within {Within}.")]
    public static partial void Bye(ILogger logger, string server, TimeSpan within);

    [LoggerMessage(8007, LogLevel.Information, "'{Server}' no longer accepts the key; trying another one that was found.")]
    public static partial void KeyReplaced(ILogger logger, string server);
}
