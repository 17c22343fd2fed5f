namespace Dataface.Flags.Server.Instances;

/// <summary>Events about instances.</summary>
internal static partial class InstanceLog
{
    [LoggerMessage(7140, LogLevel.Warning,
        "Reports of instances cannot be stored, so other replicas do not see them. Next try in {Delay}. {Problem}")]
    public static partial void NotKept(ILogger logger, TimeSpan delay, string problem);

    [LoggerMessage(7141, LogLevel.Warning, "Reports of instances to other replicas cannot be read; next try in {Delay}. {Problem}")]
    public static partial void NotRead(ILogger logger, TimeSpan delay, string problem);
}
