using Dataface.Flags.Guard;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;

namespace Dataface.Flags.AspNetCore.Guarding;

/// <summary>Records each request for the guarded flags that were evaluated in it, by what its caller gets in the end.</summary>
internal sealed class RequestGuardMiddleware(
    RequestDelegate next, IFlagClient client, RequestGuardOptions options, IHostApplicationLifetime? lifetime = null)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var scope = client.Guard.BeginScope();
        http.Response.OnStarting(() =>
        {
            // Its work is done when it begins: a connection that is merely open is no slow request.
            if (CallerEnds.Response(http)) scope.Stop();
            return Task.CompletedTask;
        });
        try
        {
            await next(http).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            End(scope, http, error);
            throw;
        }

        End(scope, http, null);
    }

    private void End(GuardScope scope, HttpContext http, Exception? exception)
    {
        scope.Stop();
        if (http.RequestAborted.IsCancellationRequested) GiveUp(scope, http);
        else if (http.Response.HasStarted) Judge(scope, http, exception, isBroken: exception is not null);
        else if (IsCompletedByNobody(http)) Judge(scope, http, exception, isBroken: false);
        else
        {
            // Whatever stands before this one, such as an exception handler, may still change the status.
            http.Response.OnCompleted(() =>
            {
                Judge(scope, http, exception, isBroken: false);
                return Task.CompletedTask;
            });
        }
    }

    /// <summary>A host that stops breaks off requests, too: that is no caller's doing.</summary>
    private void GiveUp(GuardScope scope, HttpContext http)
    {
        if (lifetime is { ApplicationStopping.IsCancellationRequested: true }
            || !options.Asks(o => o.IsGiveUp(http), otherwise: true)) scope.Discard();
        else scope.Complete(GuardOutcome.Cancelled);
    }

    private void Judge(GuardScope scope, HttpContext http, Exception? exception, bool isBroken)
    {
        // One that was handled further in counts as well.
        exception ??= http.Features.Get<IExceptionHandlerFeature>()?.Error;
        if (options.Asks(o => o.Signal(http), otherwise: null) is { } signal) scope.Signal(signal);
        var isError = isBroken || options.Asks(o => o.IsError(http, exception), otherwise: true);
        var outcome = isError ? GuardOutcome.Error : GuardOutcome.Success;
        scope.Complete(outcome);
        if (options.Objective is { } objective) client.Guard.RecordRequest(objective, outcome);
    }

    /// <summary>A context that is made by hand, as tests do, has nobody who completes its response.</summary>
    private static bool IsCompletedByNobody(HttpContext http) =>
        http.Features.Get<IHttpResponseFeature>()?.GetType() == typeof(HttpResponseFeature);
}
