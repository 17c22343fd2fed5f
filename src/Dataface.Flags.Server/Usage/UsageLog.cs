namespace Dataface.Flags.Server.Usage;

/// <summary>Events about usage.</summary>
internal static partial class UsageLog
{
    [LoggerMessage(7150, LogLevel.Warning,
        "Usage cannot be kept for now. Instances keep counting and report it later, while they have room. Next try in {Delay}. {Problem}")]
    public static partial void NotKept(ILogger logger, TimeSpan delay, string problem);

    [LoggerMessage(7151, LogLevel.Warning, "Expired usage could not be deleted; this is retried. {Problem}")]
    public static partial void NotSwept(ILogger logger, string problem);

    [LoggerMessage(7152, LogLevel.Warning, "Usage cannot be read, and pages of the board leave it out. {Problem}")]
    public static partial void NotRead(ILogger logger, string problem);
}
