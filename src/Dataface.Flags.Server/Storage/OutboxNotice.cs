namespace Dataface.Flags.Server.Storage;

/// <summary>Something to be told, as the outbox has it. Immutable.</summary>
/// <param name="Sequence">Its position, which grows with each; there may be gaps.</param>
/// <param name="Record">The record of the trail that it is about; 0 for what was noticed.</param>
/// <param name="At">When it was noticed; the default for a record, which says so itself.</param>
/// <param name="Noticed">What was noticed; null for a record.</param>
internal sealed record OutboxNotice(long Sequence, long Record, DateTimeOffset At, Notice? Noticed);

/// <summary>Something that a look has found. Immutable.</summary>
/// <param name="Type">The kind of event.</param>
/// <param name="Environment">The environment; <c>*</c> for all.</param>
/// <param name="Data">What there is to say of it, as an object of JSON.</param>
internal sealed record Notice(string Type, string Environment, string Data);

/// <summary>Something that stands, and is told of once for as long as it does. Immutable.</summary>
/// <param name="Key">What it is known by.</param>
/// <param name="Notice">What is told.</param>
internal sealed record StandingNotice(string Key, Notice Notice);

/// <summary>A message as it is sent, however often. Immutable.</summary>
/// <param name="Id">Its id, by which receivers know it again.</param>
/// <param name="Body">Its body.</param>
internal sealed record WebhookMessage(string Id, byte[] Body);

/// <summary>A message on its way to one webhook. Immutable.</summary>
/// <param name="Webhook">The webhook's name.</param>
/// <param name="Sequence">The notice.</param>
/// <param name="Message">What is sent.</param>
/// <param name="Attempt">Which attempt this is, from 1.</param>
/// <param name="Age">How long ago it was written.</param>
internal sealed record WebhookDelivery(string Webhook, long Sequence, WebhookMessage Message, int Attempt, TimeSpan Age);

/// <summary>How an attempt has ended. Immutable.</summary>
/// <param name="Failure">Why it was not taken; null when it was.</param>
/// <param name="Delay">When to try again; null for never.</param>
internal readonly record struct DeliveryEnd(string? Failure, TimeSpan? Delay);
