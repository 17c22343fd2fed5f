using Dataface.Flags;
using Dataface.Flags.AspNetCore.Gating;
using Microsoft.AspNetCore.Http;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Middleware by flag.</summary>
public static class FlagBranchApplicationBuilderExtensions
{
    /// <summary>
    /// Adds middleware that runs only for requests for which a boolean flag is on; all requests continue after it, as with <c>UseWhen</c>.
    /// Put it after authentication, because the user is not known before. If in doubt, it is off, as a gate is.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="flag">The flag's key.</param>
    /// <param name="branch">Adds the middleware.</param>
    /// <exception cref="ArgumentException">The key is null or empty.</exception>
    /// <exception cref="InvalidOperationException"><c>AddRequestFlags</c> was not called.</exception>
    /// <example><code>app.UseWhenFlag("server-timing", branch => branch.UseMiddleware&lt;ServerTiming&gt;());</code></example>
    public static IApplicationBuilder UseWhenFlag(this IApplicationBuilder app, string flag, Action<IApplicationBuilder> branch) =>
        UseWhenFlag(app, FlagKey.Of(flag), branch);

    /// <inheritdoc cref="UseWhenFlag(IApplicationBuilder, string, Action{IApplicationBuilder})"/>
    public static IApplicationBuilder UseWhenFlag(this IApplicationBuilder app, FlagKey<bool> flag, Action<IApplicationBuilder> branch)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(flag);
        Registration.ThrowIfMissing(app.ApplicationServices, $"UseWhenFlag(\"{flag}\", ...)");
        return app.UseWhen(http => http.Flags().IsEnabled(flag), branch);
    }
}
