namespace Dataface.Flags.Server.Webhooks;

/// <summary>Events about webhooks; none holds an address or a secret.</summary>
internal static partial class WebhookLog
{
    [LoggerMessage(7160, LogLevel.Warning, "Cannot read what to send to webhooks; next try in {Delay}. {Problem}")]
    public static partial void NotRead(ILogger logger, TimeSpan delay, string problem);

    [LoggerMessage(
        7161, LogLevel.Warning, "How deliveries to the webhook '{Webhook}' have ended could not be kept; they are made again. {Problem}")]
    public static partial void NotSettled(ILogger logger, string webhook, string problem);

    [LoggerMessage(
        7162, LogLevel.Warning,
        "The webhook '{Webhook}' did not accept the message {Message} in 3 days and {Attempts} attempts; the message is dropped. "
        + "{Failure}")]
    public static partial void GivenUp(ILogger logger, string webhook, string message, int attempts, string failure);

    [LoggerMessage(7163, LogLevel.Warning, "Could not look for events to send to webhooks; next try in {Delay}. {Problem}")]
    public static partial void NotLooked(ILogger logger, TimeSpan delay, string problem);

    [LoggerMessage(
        7164, LogLevel.Error, "The trail of changes is damaged or was edited: {Problem}. Keep a copy of it, and see docs/operations.md.")]
    public static partial void TrailBroken(ILogger logger, string problem);
}
