using Dataface.Flags.AspNetCore;
using Dataface.Flags.AspNetCore.Variants;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds services that are chosen by a flag's variant.</summary>
public static class VariantServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IVariantOf{TService}"/>, scoped, which provides the keyed service whose key is the name of the variant that a flag
    /// gives the request. Register the services with <c>AddKeyedScoped</c> and similar methods, before or after. The off variant must have
    /// one; start-up fails otherwise. Call <c>AddRequestFlags</c> too.
    /// </summary>
    /// <typeparam name="TService">The type that all of the services share; one flag chooses among them.</typeparam>
    /// <param name="services">The application's services.</param>
    /// <param name="flag">The flag's key.</param>
    /// <param name="offVariant">The name of the flag's off variant: <c>off</c> for boolean flags.</param>
    /// <exception cref="ArgumentException">The key or the off variant is empty.</exception>
    /// <exception cref="InvalidOperationException">Another flag chooses among the services already.</exception>
    /// <example><code>
    /// services.AddKeyedScoped&lt;ICheckout, OnePage&gt;("on");
    /// services.AddKeyedScoped&lt;ICheckout, ThreePages&gt;("off");
    /// services.AddVariantService&lt;ICheckout&gt;("checkout-v2");
    /// </code></example>
    public static IServiceCollection AddVariantService<TService>(
        this IServiceCollection services, string flag, string offVariant = "off")
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(flag);
        ArgumentException.ThrowIfNullOrWhiteSpace(offVariant);
        if (services.Any(s => s.ServiceType == typeof(IVariantOf<TService>)))
        {
            throw new InvalidOperationException(
                $"A flag chooses among the services {typeof(TService).Name} already, and '{flag}' cannot do so, too. Give each flag an "
                + "interface of its own.");
        }

        var choice = new VariantChoice(typeof(TService), flag, offVariant);
        services.AddSingleton(choice);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, VariantServiceCheck>());
        return services.AddScoped<IVariantOf<TService>>(scope => new KeyedVariant<TService>(
            scope.GetRequiredService<IRequestFlags>(), scope, choice, scope.GetRequiredService<ILogger<VariantChoice>>()));
    }
}
