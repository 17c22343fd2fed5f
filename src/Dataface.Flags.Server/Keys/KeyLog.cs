namespace Dataface.Flags.Server.Keys;

/// <summary>Events about keys; none holds a secret.</summary>
internal static partial class KeyLog
{
    [LoggerMessage(7100, LogLevel.Error, "The keys cannot be read; the known ones stay valid, next try in {Delay}. {Problem}")]
    public static partial void Unreadable(ILogger logger, TimeSpan delay, string problem);

    [LoggerMessage(7101, LogLevel.Error, "The keys of the changed configuration are refused; the known ones stay valid. {Problem}")]
    public static partial void ConfigurationRefused(ILogger logger, string problem);
}
