using Dataface.Flags;
using Dataface.Flags.Client;
using Dataface.Flags.DependencyInjection;
using Dataface.Flags.State;
using Dataface.Flags.Testing;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Replaces a service's flags with test flags.</summary>
public static class TestFlagServiceCollectionExtensions
{
    /// <summary>
    /// Replaces the service's flags with flags without documents, which the service disposes. See
    /// <see cref="AddTestFeatureFlags(IServiceCollection, TestFlags)"/>.
    /// </summary>
    /// <param name="services">The service's services.</param>
    /// <returns>The flags, so that you can force some.</returns>
    public static TestFlags AddTestFeatureFlags(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var flags = new TestFlags();
        Remove(services);
        services.AddSingleton(_ => flags);
        services.AddSingleton<IFlagClient>(provider => provider.GetRequiredService<TestFlags>());
        services.AddSingleton<IFlags>(provider => provider.GetRequiredService<TestFlags>());
        services.AddSingleton(provider => provider.GetRequiredService<TestFlags>().KillSwitch);
        return flags;
    }

    /// <summary>
    /// Replaces the service's <see cref="IFlagClient"/>, <see cref="IFlags"/> and <see cref="IKillSwitch"/>. Its own sources, state and
    /// options are not used: their files are not opened. Call it after <c>AddFeatureFlags</c>, such as in <c>ConfigureTestServices</c>, or
    /// without it.
    /// </summary>
    /// <param name="services">The service's services.</param>
    /// <param name="flags">The flags. You own them; dispose them after the service.</param>
    public static IServiceCollection AddTestFeatureFlags(this IServiceCollection services, TestFlags flags)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(flags);
        Remove(services);
        return services.AddSingleton(flags).AddSingleton<IFlagClient>(flags).AddSingleton<IFlags>(flags).AddSingleton(flags.KillSwitch);
    }

    private static void Remove(IServiceCollection services)
    {
        services.RemoveAll<TestFlags>().RemoveAll<FlagClient>().RemoveAll<IFlagClient>().RemoveAll<IFlags>().RemoveAll<IKillSwitch>();
        for (var i = services.Count - 1; i >= 0; i--)
        {
            if (services[i].IsKeyedService) continue;
            var type = services[i].ImplementationType;
            if (type == typeof(FlagClientStarter) || type == typeof(FlagClientOptionsValidation)) services.RemoveAt(i);
        }
    }
}
