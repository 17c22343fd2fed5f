using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Exposures;

/// <summary>Log events of exposures and tracked events, ids 6000 to 6099.</summary>
internal static partial class ExposureLog
{
    [LoggerMessage(EventId = 6000, Message =
        "Exposure sink '{Sink}' failed. Evaluations continue, and the sink is retried. Logged once until it works.")]
    public static partial void SinkFailed(ILogger logger, LogLevel level, string sink, Exception exception);

    [LoggerMessage(6001, LogLevel.Debug, "Exposure sink '{Sink}' works again.")]
    public static partial void SinkRecovered(ILogger logger, string sink);

    [LoggerMessage(6002, LogLevel.Warning,
        "Exposure sink '{Sink}' is too slow; {Kind} are dropped and counted, evaluations continue. Logged once until it has caught up.")]
    public static partial void Dropping(ILogger logger, string sink, string kind);

    [LoggerMessage(6003, LogLevel.Information, "Exposure sink '{Sink}' has caught up.")]
    public static partial void CaughtUp(ILogger logger, string sink);

    [LoggerMessage(6004, LogLevel.Warning,
        "The client stopped before exposure sink '{Sink}' had accepted all {Kind}; {Count} may be lost.")]
    public static partial void StoppedEarly(ILogger logger, string sink, string kind, int count);

    [LoggerMessage(6005, LogLevel.Warning,
        "Something was tracked under a name that no event can have; it is dropped and counted. Write a name of 1 to {Most} characters, "
        + "such as \"order_placed\", without control characters. Logged once.")]
    public static partial void NameRefused(ILogger logger, int most);

    [LoggerMessage(6006, LogLevel.Warning,
        "'{Event}' was tracked with the value {Value}, which no sum can hold; it is dropped and counted. Write 0 or a number of a size "
        + "from 1e-15 to 1e15, or leave it out. Logged once.")]
    public static partial void ValueRefused(ILogger logger, string @event, double value);
}
