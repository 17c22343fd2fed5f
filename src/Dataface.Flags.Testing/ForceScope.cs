namespace Dataface.Flags.Testing;

/// <summary>Who sees a forced value.</summary>
public enum ForceScope
{
    /// <summary>
    /// The code that forces it, and what that code calls, awaits or starts from then on; tests that run beside it do not. The default.
    /// A server that takes requests from a socket, and <c>TestServer</c> unless told otherwise, handle them outside of it.
    /// </summary>
    Flow,

    /// <summary>Whoever asks the same <see cref="TestFlags"/>, such as the requests of a server that belongs to one test.</summary>
    Everywhere,
}
