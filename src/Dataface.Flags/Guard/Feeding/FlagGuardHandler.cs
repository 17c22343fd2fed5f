using Dataface.Flags.Guard.Feeding;

namespace Dataface.Flags.Guard;

/// <summary>
/// Records the requests of an <see cref="HttpClient"/> for a flag's guard. It knows which unit a request is made for when the flag is
/// evaluated in a <see cref="GuardScope"/> around it, or from <see cref="FlagGuardRequestExtensions.GuardedBy"/>. A timeout of the client
/// counts as a caller that gives up. A request ends when its headers have arrived. Thread-safe.
/// </summary>
public sealed class FlagGuardHandler : DelegatingHandler
{
    private readonly string _flag;
    private readonly IFlagGuard _guard;
    private readonly GuardedCallOptions _options = new();

    /// <summary>Makes a handler.</summary>
    /// <param name="flag">The flag's key.</param>
    /// <param name="guard">The client's guard.</param>
    /// <param name="configure">Changes what counts as an error, and which signals are recorded.</param>
    public FlagGuardHandler(string flag, IFlagGuard guard, Action<GuardedCallOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(flag);
        ArgumentNullException.ThrowIfNull(guard);
        (_flag, _guard) = (flag, guard);
        configure?.Invoke(_options);
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var scope = _guard.BeginScope(_flag);
        if (request.Options.TryGetValue(GuardSubject.OfRequest, out var subject)) scope.For(subject);
        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            _options.Record(scope, new() { Result = response }, isCancelled: false);
            return response;
        }
        catch (Exception error)
        {
            // Whatever it throws: whoever has gone gets nothing.
            _options.Record(scope, new() { Exception = error }, isCancelled: cancellationToken.IsCancellationRequested);
            throw;
        }
    }
}

/// <summary>Links requests to the evaluations that they are made for.</summary>
public static class FlagGuardRequestExtensions
{
    /// <summary>Sets the evaluation that a request is made for.</summary>
    /// <param name="request">The request.</param>
    /// <param name="evaluation">The evaluation.</param>
    public static HttpRequestMessage GuardedBy(this HttpRequestMessage request, GuardedUnit evaluation)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Options.Set(GuardSubject.OfRequest, evaluation);
        return request;
    }
}
