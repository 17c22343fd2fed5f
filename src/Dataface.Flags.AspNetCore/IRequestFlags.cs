namespace Dataface.Flags.AspNetCore;

/// <summary>
/// The flags for one request: one <see cref="Snapshot"/> and one <see cref="Context"/> from the first use on, so that a reload in
/// between never shows half of itself. Scoped: inject it, or ask for <c>HttpContext.Flags()</c>, after authentication. Each
/// invocation of a SignalR hub has its own, for the user of the connection; a Blazor circuit has one for the user of its
/// authentication state; any other scope outside a request has one with an empty context. What lives longer than
/// <see cref="RequestFlagsOptions.RepinAfter"/> is pinned anew; a kill is seen at once everywhere. Thread-safe. No member throws or
/// blocks, and only <see cref="Explain"/> allocates; whatever goes wrong, the answer is off, or the caller's fallback.
/// </summary>
public interface IRequestFlags
{
    /// <summary>Whom the request's flags are evaluated for; empty when it could not be made.</summary>
    EvaluationContext Context { get; }

    /// <summary>
    /// The flags as they were at the first use, or at the latest pin; <see cref="FlagSnapshot.Empty"/> when the context could not
    /// be made.
    /// </summary>
    FlagSnapshot Snapshot { get; }

    /// <summary>Whether a boolean flag is on for the request.</summary>
    /// <param name="key">The flag's key.</param>
    bool IsEnabled(string key) => Snapshot.IsEnabled(key, Context);

    /// <inheritdoc cref="IsEnabled(string)"/>
    bool IsEnabled(FlagKey<bool> key) => Snapshot.IsEnabled(key, Context);

    /// <summary>The value of a flag for the request.</summary>
    /// <param name="key">The flag's typed handle.</param>
    T GetValue<T>(FlagKey<T> key) => Snapshot.GetValue(key, Context);

    /// <summary>The value of a string flag for the request.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="fallback">Given when no document defines the flag or its variants are not strings.</param>
    string GetString(string key, string fallback) => Snapshot.GetString(key, fallback, Context);

    /// <summary>The value of a number flag for the request.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="fallback">Given when no document defines the flag or its variants are not numbers.</param>
    double GetNumber(string key, double fallback) => Snapshot.GetNumber(key, fallback, Context);

    /// <summary>The value of a boolean flag for the request, with its reason.</summary>
    /// <param name="key">The flag's key.</param>
    Evaluation<bool> Evaluate(string key) => Snapshot.Evaluate(key, Context);

    /// <summary>The value of a flag for the request, with its reason.</summary>
    /// <param name="key">The flag's typed handle.</param>
    Evaluation<T> Evaluate<T>(FlagKey<T> key) => Snapshot.Evaluate(key, Context);

    /// <summary>Every step of an evaluation for the request. Not counted as an evaluation.</summary>
    /// <param name="key">The flag's key.</param>
    FlagExplanation Explain(string key) => Snapshot.Explain(key, Context);
}
