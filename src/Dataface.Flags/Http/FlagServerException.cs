using System.Globalization;
using System.Net;
using Dataface.Flags.Background;
using Dataface.Flags.State;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Dataface.Flags.Http;

/// <summary>A server that cannot be reached, does not answer, or refuses.</summary>
internal sealed class FlagServerException(string message, Exception? inner = null) : IOException(message, inner), IOutageCause,
    IFinalRefusal
{
    private readonly string? _cause;

    /// <summary>What the server answered; null when it did not.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>Everything that is wrong with what was sent, as the server lists it.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Whether the same may succeed later.</summary>
    public bool IsTransient { get; init; }

    /// <inheritdoc/>
    public bool IsFinal => !IsTransient && Status is not null;

    /// <summary>
    /// Which cause it has, the same for everything that meets it: by default what the server answered, with its own failures
    /// (5xx) as one cause, or what kept it from answering.
    /// </summary>
    public string Cause
    {
        get => _cause ?? (Status, InnerException) switch
        {
            ( >= HttpStatusCode.InternalServerError, _) => "5xx",
            ({ } status, _) => ((int)status).ToString(CultureInfo.InvariantCulture),
            (_, IOException and not IOutageCause) => OutageCause.NoAnswer,
            (_, IOutageCause or BrokenCircuitException or HttpRequestException or TimeoutRejectedException or TimeoutException
                or OperationCanceledException) =>
                OutageCause.Of(InnerException!),
            (_, null) when IsTransient => OutageCause.NoAnswer,
            _ => "unusable",
        };
        init => _cause = value;
    }

    /// <summary>How long the server wants to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// Whether the server has no stream to offer, or something between keeps it back, so that changes have to be asked for.
    /// </summary>
    public bool IsStreamUnavailable { get; init; }

    /// <summary>
    /// Whether no request was sent, as while a server starts anew: that says nothing of what the server offers, nor of what is between.
    /// </summary>
    public bool IsUnreached { get; init; }
}
