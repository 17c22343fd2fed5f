using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Providers;

/// <summary>Log events of providers and their cache, ids 3000 to 3099.</summary>
internal static partial class ProviderLog
{
    [LoggerMessage(3000, LogLevel.Debug, "'{Provider}' was read: revision {Revision}, {Bytes} bytes.")]
    public static partial void Loaded(ILogger logger, string provider, string revision, int bytes);

    [LoggerMessage(3001, LogLevel.Error, "'{Provider}' cannot be read; what was read last stays in force, and it is read again in {Delay}: {Problem}")]
    public static partial void Failed(ILogger logger, string provider, TimeSpan delay, string problem);

    [LoggerMessage(3002, LogLevel.Information, "'{Provider}' can be read again.")]
    public static partial void Recovered(ILogger logger, string provider);

    [LoggerMessage(3003, LogLevel.Error, "The cache '{Path}' cannot be used: {Problem}")]
    public static partial void CacheUnusable(ILogger logger, string path, string problem);

    [LoggerMessage(3004, LogLevel.Error, "The cache '{Path}' cannot be written, so that a restart in an outage would find what it held before; tried again in {Delay}: {Problem}")]
    public static partial void CacheNotWritten(ILogger logger, string path, TimeSpan delay, string problem);

    [LoggerMessage(3005, LogLevel.Error, "Taking over the document of '{Provider}' failed unexpectedly; what was in force stays.")]
    public static partial void AcceptFailed(ILogger logger, string provider, Exception exception);
}
