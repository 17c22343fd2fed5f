using Dataface.Flags.AspNetCore;
using Dataface.Flags.AspNetCore.Guarding;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Feeds the guards of flags with the outcomes of requests.</summary>
public static class RequestGuardApplicationBuilderExtensions
{
    /// <summary>
    /// Records how each request ends, and how long it took, for the guarded flags that are evaluated in it. Put it first, so that it
    /// measures what callers wait for. Wherever it is placed, the status that the caller finally gets decides. A request that its caller
    /// aborts counts as given up.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="configure">Changes what counts as an error, and which signals are recorded.</param>
    /// <exception cref="InvalidOperationException"><c>AddFeatureFlags</c> was not called.</exception>
    public static IApplicationBuilder UseFlagGuard(this IApplicationBuilder app, Action<RequestGuardOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        var options = new RequestGuardOptions();
        configure?.Invoke(options);
        NeededFlags.Of(app.ApplicationServices, "UseFlagGuard()");
        return app.UseMiddleware<RequestGuardMiddleware>(options);
    }
}
