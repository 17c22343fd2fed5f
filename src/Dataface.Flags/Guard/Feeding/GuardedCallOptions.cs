using System.Net;

namespace Dataface.Flags.Guard;

/// <summary>How the ends of guarded calls are judged. Copied when the guard is added; later changes have no effect.</summary>
public sealed class GuardedCallOptions
{
    /// <summary>The signal of a refused sign-in, <c>auth_failure</c>.</summary>
    public const string AuthFailure = "auth_failure";

    /// <summary>
    /// Whether a call failed. Not asked of a call that its caller gave up: that is not an error. One that throws counts as true.
    /// </summary>
    /// <value> By default a status of 500 or above is an error, of an <see cref="HttpResponseMessage"/> or of an <see
    /// cref="HttpRequestException"/>; and so is every exception but one that stands for a status of 400 to 499. </value>
    public Func<GuardedCallResult, bool> IsError { get; set; } = result => result.Status switch
    {
        >= HttpStatusCode.InternalServerError => true,
        >= HttpStatusCode.BadRequest => false,
        _ => result.Exception is not null,
    };

    /// <summary>The named signal that a call gives, or null. Guards that do not list it pass it over.</summary>
    /// <value>By default <c>auth_failure</c> for an <see cref="HttpResponseMessage"/> with status 401, or an
    /// <see cref="HttpRequestException"/> with it.</value>
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

    /// <summary>The status of a response; null when the result is none.</summary>
    public HttpStatusCode? Status => (Result as HttpResponseMessage)?.StatusCode ?? (Exception as HttpRequestException)?.StatusCode;
}
