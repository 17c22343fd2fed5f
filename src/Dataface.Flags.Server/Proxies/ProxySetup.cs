using Dataface.Flags.Server.Settings;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Proxies;

/// <summary>What may stand before the server, and at which path.</summary>
internal static class ProxySetup
{
    public static void AddProxies(this IServiceCollection services)
    {
        services.AddSingleton<TrustedProxies>();
        services.AddSettingsCheck(options => options.BasePath is { } path && PathPrefix.Parse(path) is null
            ? [$"BasePath is '{path}', which is not a valid base path. {PathPrefix.Remedy}"] : []);
        services.AddSingleton<IValidateOptions<ServerSettings>>(provider =>
            new SettingsCheck(options => TrustedProxies.Faults(options, provider.GetRequiredService<IConfiguration>())));
    }

    /// <summary>
    /// Before routing. The prefix first, since its sender is only known until the caller's address takes the proxy's place.
    /// </summary>
    public static void UseProxies(this WebApplication app)
    {
        app.UseMiddleware<RequestPaths>();
        var proxies = app.Services.GetRequiredService<TrustedProxies>();
        if (proxies.IsEmpty) return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in proxies.Networks) options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }
}
