namespace Dataface.Flags.Server.Incidents;

/// <summary>Something that has changed. Immutable.</summary>
/// <param name="At">When.</param>
/// <param name="Area"><c>flag</c>, <c>definitions</c> or <c>experiment</c>.</param>
/// <param name="What">What was done, in one word, such as <c>kill</c>, <c>publish</c> or <c>start</c>.</param>
/// <param name="Subject">The flag's key, <c>*</c> for every flag, the experiment's identifier, or the document's number.</param>
/// <param name="Detail">What it came to, in a few words; null where the word says it.</param>
/// <param name="By">Who; null where that is not for whoever asks.</param>
/// <param name="Reason">Why; null where nobody has said it, or it is not for whoever asks.</param>
/// <param name="Record">The position of its record in the trail; null for experiments, which have an audit of their own.</param>
/// <param name="Undo">What undoes it.</param>
internal sealed record RecentChange(
    DateTimeOffset At,
    string Area,
    string What,
    string Subject,
    string? Detail,
    string? By,
    string? Reason,
    long? Record,
    Remedy Undo);
