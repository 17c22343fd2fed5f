using Dataface.Flags.AspNetCore;
using Dataface.Flags.AspNetCore.Connections;
using Dataface.Flags.AspNetCore.Context;
using Dataface.Flags.AspNetCore.Gating;
using Dataface.Flags.AspNetCore.Pinning;
using Dataface.Flags.AspNetCore.Routing;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the flags of requests to a web application.</summary>
public static class RequestFlagsServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IRequestFlags"/>, scoped, and the gate of <c>RequireFlag</c>, for requests, SignalR hubs and Blazor circuits.
    /// Call <c>AddFeatureFlags</c> too, before or after.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets how a request's context is made; null for the user's id alone.</param>
    /// <returns>The options, for further configuration using other services. They are validated at start.</returns>
    public static OptionsBuilder<RequestFlagsOptions> AddRequestFlags(
        this IServiceCollection services, Action<RequestFlagsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddHttpContextAccessor();
        services.TryAddSingleton(ContextReader);
        services.TryAddSingleton<RequestFlagsSource>();
        services.TryAddSingleton<FlagGate>();
        services.TryAddSingleton<IRequireFlagFilters>(provider => provider.GetRequiredService<FlagGate>());
        services.TryAddScoped<ScopeFlags>();
        services.TryAddScoped(OfScope);
        AddConnections(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, GatingMatcherPolicy>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RequestFlagsOptions>, RequestFlagsOptionsValidation>());
        return services.AddOptions<RequestFlagsOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
    }

    /// <summary>Hubs and circuits. What they need costs nothing where there are none.</summary>
    private static RequestContextReader ContextReader(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<RequestFlagsOptions>>().Value;
        var logger = services.GetRequiredService<ILogger<RequestContextReader>>();
        return new(options.Attributes, options.MaxValueLength, options.AdjustContext, logger);
    }

    private static void AddConnections(IServiceCollection services)
    {
        services.TryAddSingleton<ConnectionFlow>();
        services.TryAddSingleton<CircuitLog>();
        services.TryAddSingleton<HubGates>();
        services.TryAddSingleton<HubFlagFilter>();
        services.TryAddEnumerable(ServiceDescriptor.Scoped<CircuitHandler, CircuitFlags>());

        // Filters run in the order in which they are added, and the application's ask for flags, too.
        if (!services.Any(s => s.ImplementationType == typeof(HubFilterSetup)))
        {
            services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<HubOptions>, HubFilterSetup>());
        }
    }

    /// <summary>A request's own scope has the view of the request itself; any other looks whom it is for.</summary>
    private static IRequestFlags OfScope(IServiceProvider services) =>
        services.GetRequiredService<IHttpContextAccessor>().HttpContext is { } http && ReferenceEquals(http.RequestServices, services)
            ? services.GetRequiredService<RequestFlagsSource>().Of(http)
            : services.GetRequiredService<ScopeFlags>();
}
