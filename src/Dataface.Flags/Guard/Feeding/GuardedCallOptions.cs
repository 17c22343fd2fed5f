using System.Net;

namespace Dataface.Flags.Guard;

/// <summary>How the outcomes of guarded calls are judged. Copied when the guard is added; later changes have no effect.</summary>
public sealed class GuardedCallOptions
{
    /// <summary>The signal of a refused sign-in, <c>auth_failure</c>.</summary>
    public const string AuthFailure = "auth_failure";

    /// <summary>
    /// Whether a call failed. Not called when the caller gave up, which is not an error. If it throws, the call counts as failed.
    /// </summary>
    /// <value>
    /// By default, a status of 500 or above of an <see cref="HttpResponseMessage"/> or an <see cref="HttpRequestException"/> is an error;
    /// so is every exception except one with a status of 400 to 499.
    /// </value>
    public Func<GuardedCallResult, bool> IsError { get; set; } = result => result.Status switch
    {
        >= HttpStatusCode.InternalServerError => true,
        >= HttpStatusCode.BadRequest => false,
        _ => result.Exception is not null,
    };

    /// <summary>The named signal that a call gives, or null. Guards that do not list it ignore it.</summary>
    /// <value>
    /// <c>auth_failure</c> by default, for an <see cref="HttpResponseMessage"/> or an <see cref="HttpRequestException"/> with status 401.
    /// </value>
    public Func<GuardedCallResult, string?> Signal { get; set; } =
        result => result.Status == HttpStatusCode.Unauthorized ? AuthFailure : null;

    /// <summary>Records an end.</summary>
    internal void Record(GuardScope scope, GuardedCallResult result, bool isCancelled)
    {
        if (!isCancelled && SignalOf(result) is { } signal) scope.Signal(signal);
        scope.Complete(isCancelled ? GuardOutcome.Cancelled : Failed(result) ? GuardOutcome.Error : GuardOutcome.Success);
    }

    private bool Failed(GuardedCallResult result)
    {
        try
        {
            return IsError(result);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return true; // Whoever cannot judge a result has not met such a one before.
        }
    }

    private string? SignalOf(GuardedCallResult result)
    {
        try
        {
            return Signal(result);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return null;
        }
    }
}

/// <summary>How a guarded call ended.</summary>
public readonly record struct GuardedCallResult
{
    /// <summary>What it returned; null when it threw.</summary>
    public object? Result { get; init; }

    /// <summary>What it threw, or null.</summary>
    public Exception? Exception { get; init; }

    /// <summary>The HTTP status of the response or the exception; null when there is none.</summary>
    public HttpStatusCode? Status => (Result as HttpResponseMessage)?.StatusCode ?? (Exception as HttpRequestException)?.StatusCode;
}
