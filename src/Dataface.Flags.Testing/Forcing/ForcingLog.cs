using Dataface.Flags.Telemetry;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Testing.Forcing;

/// <summary>Log events of forced flags, ids 9000 to 9099.</summary>
internal static partial class ForcingLog
{
    /// <summary>The logger of a factory; standard error, which most runners show with the test, when there is none.</summary>
    public static ILogger Of(ILoggerFactory? loggers) => LastResort.Or(loggers, "Dataface.Flags.Testing");

    [LoggerMessage(9000, LogLevel.Warning,
        "The flag '{Flag}' was forced, but nothing evaluated it. Is its key what the code asks for, and does the code ask these flags?")]
    public static partial void Unseen(ILogger logger, string flag);
}
