namespace Dataface.Flags;

/// <summary>Why something is refused.</summary>
public enum RefusalKind
{
    /// <summary>What was asked for is not possible as things stand, such as a step after the last one. It may be later.</summary>
    NotPossible,

    /// <summary>What was given cannot be meant: something is missing, too long, of another form or out of its range.</summary>
    Malformed,

    /// <summary>There is no such thing.</summary>
    NotFound,

    /// <summary>Somebody else has changed it meanwhile. Read it again, and decide again.</summary>
    Outdated,
}

/// <summary>
/// A change or a question that was understood and is refused; nothing was changed. The message is for whoever asked: what, where,
/// why, and what to write instead. A server answers it as a refusal (400, 404, 409 or 412). Whatever else is thrown is a fault of
/// the program or of what it stands on, and is never told as an answer: a store of your own throws this type for what it refuses,
/// and no exception of the framework.
/// </summary>
/// <param name="kind">Why.</param>
/// <param name="message">What to tell whoever asked.</param>
/// <param name="cause">What it was found by; null for nothing.</param>
public class RefusalException(RefusalKind kind, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Why it is refused.</summary>
    public RefusalKind Kind => kind;
}
