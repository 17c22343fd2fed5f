namespace Dataface.Flags.Server.Access;

/// <summary>Events about access.</summary>
internal static partial class AccessLog
{
    [LoggerMessage(7110, LogLevel.Error, "{Count} refusals are not recorded yet; the next try is within a minute. {Problem}")]
    public static partial void RefusalsNotRecorded(ILogger logger, long count, string problem);
}
