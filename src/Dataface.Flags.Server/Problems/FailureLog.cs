using System.Collections.Concurrent;

namespace Dataface.Flags.Server.Problems;

/// <summary>
/// Logs requests that failed: one line a minute for each route and kind of failure, with a count of those in between, so that
/// nobody fills a disk by asking again. Thread-safe.
/// </summary>
internal sealed class FailureLog(TimeProvider time, ILogger<FailureLog> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Route, Type Kind), Repeats> _repeats = new();

    /// <summary>Something that nobody foresaw.</summary>
    public void Unforeseen(HttpContext http, Exception error)
    {
        if (IsDue(http, error, out var route, out var more)) ProblemLog.RequestFailed(logger, route, more, error);
    }

    /// <summary>The store does not answer.</summary>
    public void StoreFailed(HttpContext http, Exception error)
    {
        if (IsDue(http, error, out var route, out var more)) ProblemLog.StoreFailed(logger, route, error.Message, more);
    }

    private bool IsDue(HttpContext http, Exception error, out string route, out long more)
    {
        // The route and not the address, which whoever asks chooses.
        route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } pattern
            ? $"{http.Request.Method} {pattern}" : "no route";
        return _repeats.GetOrAdd((route, error.GetType()), _ => new()).IsDue(time, out more);
    }

    private sealed class Repeats
    {
        private readonly Lock _gate = new();
        private long? _last;
        private long _since;

        public bool IsDue(TimeProvider time, out long more)
        {
            lock (_gate)
            {
                var now = time.GetTimestamp();
                (var isDue, more) = (_last is not { } last || time.GetElapsedTime(last, now) >= Interval, _since);
                (_last, _since) = isDue ? (now, 0) : (_last, _since + 1);
                return isDue;
            }
        }
    }
}

/// <summary>Events about requests that failed.</summary>
internal static partial class ProblemLog
{
    [LoggerMessage(7111, LogLevel.Error, "A request failed: {Route}. {More} more like it since the last line.")]
    public static partial void RequestFailed(ILogger logger, string route, long more, Exception error);

    [LoggerMessage(7112, LogLevel.Warning, "The store does not answer: {Route}: {Problem} {More} more like it since the last line.")]
    public static partial void StoreFailed(ILogger logger, string route, string problem, long more);
}
