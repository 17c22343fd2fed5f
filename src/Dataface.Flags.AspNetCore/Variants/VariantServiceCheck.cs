using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dataface.Flags.AspNetCore.Variants;

/// <summary>Ends the start of an application that has no service to fall back on, so that no request ever meets that.</summary>
internal sealed class VariantServiceCheck(IEnumerable<VariantChoice> choices, IServiceProvider services) : IHostedService
{
    /// <exception cref="InvalidOperationException">The off variant has no service, or <c>AddRequestFlags</c> was not called.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var known = services.GetService<IServiceProviderIsKeyedService>();
        foreach (var (service, flag, offVariant) in choices)
        {
            if (known?.IsService(typeof(IRequestFlags)) == false)
                throw RequireFlagAttribute.NotRegistered($"AddVariantService<{service.Name}>(\"{flag}\")");
            if (known?.IsKeyedService(service, offVariant) != false) continue;
            throw new InvalidOperationException(
                $"AddVariantService<{service.Name}>(\"{flag}\") has no service for the off variant '{offVariant}', which is used in every "
                + $"error case. Write services.AddKeyedScoped<{service.Name}, ...>(\"{offVariant}\"), or name the flag's off variant: "
                + $"AddVariantService<{service.Name}>(\"{flag}\", offVariant: \"control\").");
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
