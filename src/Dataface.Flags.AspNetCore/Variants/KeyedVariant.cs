using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.AspNetCore.Variants;

/// <summary>Looks the service up under the name of the variant.</summary>
internal sealed class KeyedVariant<TService>(
    IRequestFlags flags, IServiceProvider services, VariantChoice choice, ILogger<VariantChoice> logger) : IVariantOf<TService>
    where TService : class
{
    public TService Current
    {
        get
        {
            var variant = flags.EvaluateVariant(choice.Flag).Value;
            if (variant is not null && services.GetKeyedService<TService>(variant) is { } service) return service;
            if (variant is not null && choice.IsFirstMiss(variant))
                VariantLog.ServiceMissing(logger, choice.Flag, variant, typeof(TService).Name, choice.OffVariant);
            return services.GetRequiredKeyedService<TService>(choice.OffVariant);
        }
    }
}
