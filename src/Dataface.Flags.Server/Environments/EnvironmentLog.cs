namespace Dataface.Flags.Server.Environments;

/// <summary>Events about which environments there are.</summary>
internal static partial class EnvironmentLog
{
    [LoggerMessage(7130, LogLevel.Error,
        "A published document cannot be read: environments that only it names are not known. Server:Environments can name them. {Problem}")]
    public static partial void DocumentUnreadable(ILogger logger, string problem);

    [LoggerMessage(7131, LogLevel.Error,
        "The list of environments cannot be read; the known ones stay in use, next try in {Delay}. {Problem}")]
    public static partial void Unreadable(ILogger logger, TimeSpan delay, string problem);
}
