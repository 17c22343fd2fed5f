using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Webhooks;

/// <summary>Asks for a webhook.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Address">Where messages go.</param>
/// <param name="Events">The kinds of events, or all of a kind as <c>flag.*</c>; null or none for all.</param>
/// <param name="Environment">The only environment whose events it gets, beside those of all; null for every one.</param>
internal sealed record WebhookRequest(
    string Name, string Address, IReadOnlyList<string>? Events = null, string? Environment = null);

/// <summary>A new webhook and its secret, shown this once.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Secret">What its messages are signed with.</param>
internal sealed record NewWebhookAnswer(string Name, string Secret);

/// <summary>A webhook without its secret, and how its deliveries stand.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where messages go.</param>
/// <param name="Events">The kinds of events; none for all.</param>
/// <param name="Environment">The only environment; null for every one.</param>
/// <param name="MadeAt">When it was made.</param>
/// <param name="MadeBy">By which key.</param>
/// <param name="SucceededAt">When it has last taken a message; null for never.</param>
/// <param name="FailedAt">When it has last not taken one; null for never.</param>
/// <param name="Failure">Why it has not; null when it never failed.</param>
/// <param name="Waiting">How many messages wait for it.</param>
/// <param name="Dropped">How many messages it never got, because they were given up.</param>
internal sealed record WebhookAnswer(
    string Name,
    string Address,
    IReadOnlyList<string> Events,
    string? Environment,
    DateTimeOffset MadeAt,
    string MadeBy,
    DateTimeOffset? SucceededAt,
    DateTimeOffset? FailedAt,
    string? Failure,
    long Waiting,
    long Dropped)
{
    public static WebhookAnswer Of(KeptWebhook kept) => new(
        kept.Name, kept.Webhook.Address, kept.Webhook.Events, kept.Webhook.Environment, kept.Webhook.MadeAt, kept.Webhook.MadeBy,
        kept.SucceededAt, kept.FailedAt, kept.Failure, kept.Waiting, kept.Dropped);
}

/// <summary>How a test has ended.</summary>
/// <param name="Name">The webhook.</param>
/// <param name="IsTaken">Whether the receiver has taken the message.</param>
/// <param name="Milliseconds">How long that took.</param>
/// <param name="Failure">Why it was not taken; null when it was.</param>
internal sealed record WebhookTestAnswer(string Name, bool IsTaken, long Milliseconds, string? Failure);
