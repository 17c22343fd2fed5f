namespace Dataface.Flags.AspNetCore;

/// <summary>
/// The flags for one request: one <see cref="Snapshot"/> and one <see cref="Context"/> from the first use on, so that a request never sees
/// half of a reload. Scoped: inject it, or call <c>HttpContext.Flags()</c>, after authentication. Each invocation of a SignalR hub has its
/// own, for the user of the connection; a Blazor circuit has one for the user of its authentication state; any other scope outside a
/// request has one with an empty context. A scope that outlives <see cref="RequestFlagsOptions.RepinAfter"/> is pinned again; a kill is
/// seen at once everywhere. Thread-safe. No member throws or blocks, and only <see cref="IFlags.Explain"/> allocates; if anything goes
/// wrong, the answer is off, or the caller's fallback.
/// </summary>
public interface IRequestFlags : IFlags
{
    /// <summary>The request's context, which is used when a call gives none; empty when it could not be made.</summary>
    new EvaluationContext Context { get; }

    /// <summary>
    /// The flags as they were at the first use, or when last pinned; <see cref="FlagSnapshot.Empty"/> when the context could not be made.
    /// </summary>
    FlagSnapshot Snapshot { get; }

    /// <inheritdoc/>
    EvaluationContext IFlags.Context => Context;

    /// <inheritdoc/>
    FlagSnapshot IFlags.Pin() => Snapshot;
}
