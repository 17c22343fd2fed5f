namespace Dataface.Flags.Server.Storage;

/// <summary>Who is told of what. Immutable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where messages go; it may be a secret itself.</param>
/// <param name="Secret">What messages are signed with, as <c>whsec_…</c>.</param>
/// <param name="Events">The kinds of events, or their beginnings as <c>flag.*</c>; none for all.</param>
/// <param name="Environment">The only environment whose events it gets, beside those of all; null for every one.</param>
/// <param name="MadeAt">When it was made.</param>
/// <param name="MadeBy">By whom.</param>
internal sealed record Webhook(
    string Name, string Address, string Secret, IReadOnlyList<string> Events, string? Environment, DateTimeOffset MadeAt, string MadeBy)
{
    /// <summary>Not the address and not the secret.</summary>
    public override string ToString() => $"the webhook '{Name}'";
}

/// <summary>A webhook, and how its deliveries stand. Immutable.</summary>
/// <param name="Webhook">It.</param>
/// <param name="Since">The position in the outbox when it was made: it is told of what comes behind.</param>
/// <param name="SucceededAt">When it has last taken a message; null for never.</param>
/// <param name="FailedAt">When it has last not; null for never.</param>
/// <param name="Failure">Why.</param>
/// <param name="Waiting">How many messages wait for it.</param>
/// <param name="Dropped">How many were given up.</param>
internal sealed record KeptWebhook(
    Webhook Webhook, long Since, DateTimeOffset? SucceededAt, DateTimeOffset? FailedAt, string? Failure, long Waiting, long Dropped)
{
    public string Name => Webhook.Name;
}
