namespace Dataface.Flags.Experiments.Events;

/// <summary>An event that was looked at and may be kept.</summary>
/// <param name="Key">The hash of its source and id: the same event again has the same.</param>
/// <param name="Environment">Where it happened.</param>
/// <param name="Flag">Of an exposure, the flag; null for an outcome.</param>
/// <param name="Name">Of an exposure, the variant; of an outcome, its type.</param>
/// <param name="Unit">Whom it happened to.</param>
/// <param name="At">When it happened.</param>
/// <param name="Attributes">Of an outcome, its attributes as JSON; null for none.</param>
internal sealed record ExperimentEvent(
    Guid Key, string Environment, string? Flag, string Name, string Unit, DateTimeOffset At, string? Attributes);

/// <summary>An event that is not kept, and why. The others of its batch are.</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="Id">Its id; null when it has none.</param>
/// <param name="Code">What programs go by: one of <see cref="EventRefusalCode"/>.</param>
/// <param name="Message">What is wrong, and what to send instead.</param>
internal sealed record EventRefusal(int Index, string? Id, string Code, string Message);

/// <summary>Why events are refused. Stable: programs may depend on them.</summary>
internal static class EventRefusalCode
{
    /// <summary>It is no CloudEvent, or something that every event has is missing.</summary>
    public const string Malformed = "malformed";

    /// <summary>Its version is not known.</summary>
    public const string UnknownVersion = "unknown-version";

    /// <summary>Its time is before the year 2000: the clock was never set.</summary>
    public const string Past = "past";

    /// <summary>Its time is to come.</summary>
    public const string Future = "future";

    /// <summary>It carries an attribute that is not on the policy's list: it might be personal.</summary>
    public const string AttributeNotAllowed = "attribute-not-allowed";

    /// <summary>An attribute's value is no short text, number or truth value.</summary>
    public const string AttributeNotUsable = "attribute-not-usable";

    /// <summary>The key that it was sent with is for another environment.</summary>
    public const string OtherEnvironment = "other-environment";
}

/// <summary>What a batch holds.</summary>
/// <param name="Events">Those that may be kept.</param>
/// <param name="Refusals">The others, in order.</param>
internal sealed record EventBatch(IReadOnlyList<ExperimentEvent> Events, IReadOnlyList<EventRefusal> Refusals);
