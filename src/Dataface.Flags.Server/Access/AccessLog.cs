namespace Dataface.Flags.Server.Access;

/// <summary>Events about access.</summary>
internal static partial class AccessLog
{
    [LoggerMessage(7110, LogLevel.Error, "A refusal could not be recorded: {By} from {From}: {Reason} {Problem}")]
    public static partial void RefusalNotRecorded(ILogger logger, string by, string from, string reason, string problem);

    [LoggerMessage(7111, LogLevel.Error, "A request failed: {Method} {Route}")]
    public static partial void RequestFailed(ILogger logger, string method, string route, Exception error);

    [LoggerMessage(7112, LogLevel.Warning, "The store does not answer: {Method} {Route}: {Problem}")]
    public static partial void StoreFailed(ILogger logger, string method, string route, string problem);
}
