namespace Dataface.Flags;

/// <summary>Why something is refused.</summary>
public enum RefusalKind
{
    /// <summary>The request is not possible as things are, such as a step after the last one. It may be later.</summary>
    NotPossible,

    /// <summary>The input is invalid: something is missing, too long, in the wrong form or out of range.</summary>
    Malformed,

    /// <summary>There is no such thing.</summary>
    NotFound,

    /// <summary>It was changed by someone else meanwhile. Read it again, and decide again.</summary>
    Outdated,
}

/// <summary>
/// A change or a question that was understood and is refused; nothing was changed. The message tells the caller what, where, why, and what
/// to write instead. A server answers it as a refusal (400, 404, 409 or 412). Any other exception is a fault of the program or of what it
/// depends on, and is never returned as an answer: for what it refuses, a store of your own throws this type, not an exception of the
/// framework.
/// </summary>
/// <param name="kind">Why.</param>
/// <param name="message">What to tell the caller.</param>
/// <param name="cause">The exception behind it; null for none.</param>
public class RefusalException(RefusalKind kind, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Why it is refused.</summary>
    public RefusalKind Kind => kind;
}
