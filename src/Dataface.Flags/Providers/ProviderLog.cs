using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Providers;

/// <summary>Log events of providers and their cache, ids 3000 to 3099.</summary>
internal static partial class ProviderLog
{
    [LoggerMessage(3000, LogLevel.Debug, "'{Provider}' was read: revision {Revision}, {Bytes} bytes.")]
    public static partial void Loaded(ILogger logger, string provider, string revision, int bytes);

    [LoggerMessage(EventId = 3001, Message =
        "'{Provider}' cannot be read (failure {Count}); what was read last stays in force, and it is read again in {Delay}: {Problem}")]
    public static partial void Failed(ILogger logger, LogLevel level, string provider, long count, TimeSpan delay, string problem);

    [LoggerMessage(3003, LogLevel.Error, "The cache '{Path}' cannot be used: {Problem}")]
    public static partial void CacheUnusable(ILogger logger, string path, string problem);

    [LoggerMessage(EventId = 3004, Message =
        "The cache '{Path}' cannot be written (failure {Count}), so a restart in an outage would find its previous content; next "
        + "try in {Delay}: {Problem}")]
    public static partial void CacheNotWritten(ILogger logger, LogLevel level, string path, long count, TimeSpan delay, string problem);

    [LoggerMessage(3005, LogLevel.Error, "Taking over the document of '{Provider}' failed unexpectedly; what was in force stays.")]
    public static partial void AcceptFailed(ILogger logger, string provider, Exception exception);
}
