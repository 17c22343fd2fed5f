using Dataface.Flags.Guard;
using Microsoft.AspNetCore.Http;

namespace Dataface.Flags.AspNetCore.Guarding;

/// <summary>Records each request for the guarded flags that were evaluated in it.</summary>
internal sealed class RequestGuardMiddleware(RequestDelegate next, IFlagClient client, RequestGuardOptions options)
{
    public async Task InvokeAsync(HttpContext http)
    {
        using var scope = client.Guard.BeginScope();
        try
        {
            await next(http).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            Record(scope, http, error);
            throw;
        }

        Record(scope, http, null);
    }

    private void Record(GuardScope scope, HttpContext http, Exception? exception)
    {
        if (http.RequestAborted.IsCancellationRequested)
        {
            scope.Complete(GuardOutcome.Cancelled);
            return;
        }

        if (options.Signal(http) is { } signal) scope.Signal(signal);
        scope.Complete(options.IsError(http, exception) ? GuardOutcome.Error : GuardOutcome.Success);
    }
}
