namespace Dataface.Flags.Server.Experiments;

/// <summary>Log events of experiments, ids 7300 to 7399.</summary>
internal static partial class ExperimentLog
{
    [LoggerMessage(7300, LogLevel.Warning, "The registry's service levels could not be measured: {Problem}")]
    public static partial void NotMeasured(ILogger logger, string problem);

    [LoggerMessage(7301, LogLevel.Error,
        "Events of the experiment '{Experiment}' could not be aggregated; the earlier results stay, and aggregation is retried: {Problem}")]
    public static partial void NotAggregated(ILogger logger, string experiment, string problem);

    [LoggerMessage(7302, LogLevel.Error, "Experiments could not be read, so no events are aggregated; this is retried: {Problem}")]
    public static partial void NotRead(ILogger logger, string problem);
}
