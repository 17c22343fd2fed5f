using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Telemetry;

/// <summary>Log events of the client, ids 4000 to 4099.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(4000, LogLevel.Information, "Flags in force for environment '{Environment}': {Flags}; revision {Revision}.")]
    public static partial void Published(ILogger logger, int flags, string environment, string revision);

    [LoggerMessage(4001, LogLevel.Information, "Definitions changed: {Added} added, {Changed} changed, {Removed} removed: {Keys}.")]
    public static partial void DefinitionsChanged(ILogger logger, int added, int changed, int removed, string keys);

    [LoggerMessage(4002, LogLevel.Error,
        "The document of '{Provider}' is refused whole; errors: {Errors}. The last good one stays in force.")]
    public static partial void DocumentRefused(ILogger logger, string provider, int errors);

    [LoggerMessage(4003, LogLevel.Error, "{Problem}")]
    public static partial void DocumentError(ILogger logger, string problem);

    [LoggerMessage(4004, LogLevel.Warning, "{Problem}")]
    public static partial void DocumentWarning(ILogger logger, string problem);

    [LoggerMessage(4005, LogLevel.Warning, "Flag '{Flag}' of {Owner} expired on {Day} and is off. Remove it from code and document.")]
    public static partial void Expired(ILogger logger, string flag, string owner, string day);

    [LoggerMessage(4006, LogLevel.Warning,
        "Flag '{Flag}' of {Owner}, which everybody has now, will be off from {Day} (days left: {DaysLeft}). Make its code permanent, or "
        + "renew it.")]
    public static partial void FullyOnExpiresSoon(ILogger logger, string flag, string owner, string day, int daysLeft);

    [LoggerMessage(4007, LogLevel.Warning,
        "Flag '{Flag}' of {Owner} will be off from {Day} (days left: {DaysLeft}). Decide it, or renew it.")]
    public static partial void ExpiresSoon(ILogger logger, string flag, string owner, string day, int daysLeft);

    [LoggerMessage(4008, LogLevel.Warning, "Start-up continues without flags from {Providers}; every flag is off until they can be read.")]
    public static partial void StartedWithoutDefinitions(ILogger logger, string providers);

    [LoggerMessage(4009, LogLevel.Warning,
        "Start-up uses the last good definitions and state from '{CacheFile}' for what could not be read: {What}.")]
    public static partial void StartedFromCache(ILogger logger, string cacheFile, string what);

    [LoggerMessage(4010, LogLevel.Warning,
        "Cannot read the state store '{Store}', and there is no cached copy of the kills. All flags are off until it can be read. "
        + "{Problem}")]
    public static partial void StateUnknown(ILogger logger, string store, string problem);

    [LoggerMessage(4011, LogLevel.Warning, "The application declares flag '{Flag}', but no document defines it. It is off. {Hint}")]
    public static partial void DeclaredKeyMissing(ILogger logger, string flag, string hint);

    [LoggerMessage(4014, LogLevel.Information, "The files of the flags are {Files}.")]
    public static partial void Files(ILogger logger, string files);

    [LoggerMessage(4015, LogLevel.Warning, "{Problem}")]
    public static partial void EnvironmentNotNamed(ILogger logger, string problem);

    [LoggerMessage(4012, LogLevel.Error, "A listener to flag changes failed; the others were called.")]
    public static partial void ListenerFailed(ILogger logger, Exception exception);
}
