using Dataface.Flags.Documents;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Telemetry;

/// <summary>Log events of evaluations, ids 1000 to 1099.</summary>
internal static partial class EvaluationLog
{
    [LoggerMessage(1000, LogLevel.Warning,
        "Flag '{Flag}' was evaluated, but no document defines it. It is off. Check the spelling. Logged once.")]
    public static partial void FlagNotFound(ILogger logger, string flag);

    [LoggerMessage(1001, LogLevel.Warning,
        "Flag '{Flag}' has {Kind} variants, but was asked for another type. The caller's fallback is given. Logged once.")]
    public static partial void TypeMismatch(ILogger logger, string flag, VariantKind kind);

    [LoggerMessage(1002, LogLevel.Warning,
        "Flag '{Flag}' buckets by '{Attribute}', but a context had no usable value for it. It is off there. Logged once.")]
    public static partial void NoUnit(ILogger logger, string flag, string attribute);

    [LoggerMessage(1003, LogLevel.Warning, "Flag '{Flag}' was evaluated before flags were ready. All flags are off. {Why} Logged once.")]
    public static partial void NotReady(ILogger logger, string flag, string why);

    [LoggerMessage(1004, LogLevel.Warning, "{Limit} different evaluation problems were logged; later ones are only counted.")]
    public static partial void LimitReached(ILogger logger, int limit);

    [LoggerMessage(1005, LogLevel.Error, "A logger failed on an evaluation event; the evaluation went on. Logged once.")]
    public static partial void EventLoggerFailed(ILogger logger, Exception exception);

    [LoggerMessage(1006, LogLevel.Warning,
        "Telemetry cannot be exported. Evaluations continue; what the exporter cannot keep is lost. {Problem} Logged once.")]
    public static partial void ExportFailed(ILogger logger, string problem);

    [LoggerMessage(1007, LogLevel.Error, "Flag '{Flag}' was evaluated, but all flags are off. {Why} Logged once.")]
    public static partial void NotStarted(ILogger logger, string flag, string why);
}
