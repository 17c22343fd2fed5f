namespace Dataface.Flags.Testing;

/// <summary>Who sees a forced value.</summary>
public enum ForceScope
{
    /// <summary>
    /// The code that forces it, and what that code calls, awaits or starts from then on; tests that run in parallel do not see it. The
    /// default. A server that takes requests from a socket handles them outside of this flow, and so does <c>TestServer</c> by default.
    /// </summary>
    Flow,

    /// <summary>Every user of the same <see cref="TestFlags"/>, such as the requests of a server that belongs to one test.</summary>
    Everywhere,
}
