using System.Net;

namespace Dataface.Flags.Http;

/// <summary>A server that cannot be reached, does not answer, or refuses.</summary>
internal sealed class FlagServerException(string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>What the server answered; null when it did not.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>Everything that is wrong with what was sent, as the server lists it.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Whether the same may succeed later.</summary>
    public bool IsTransient { get; init; }

    /// <summary>How long the server wants to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the server has no stream to offer, or something between keeps it back, so that changes have to be asked for.</summary>
    public bool IsStreamUnavailable { get; init; }
}
