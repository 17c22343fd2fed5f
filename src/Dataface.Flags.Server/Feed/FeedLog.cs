namespace Dataface.Flags.Server.Feed;

/// <summary>Events about feeds.</summary>
internal static partial class FeedLog
{
    [LoggerMessage(7120, LogLevel.Error,
        "What is in force in {Environment} cannot be read; the last known state stays in use, next try in {Delay}. {Problem}")]
    public static partial void Unreadable(ILogger logger, string environment, TimeSpan delay, string problem);
}
