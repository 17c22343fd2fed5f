using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.AspNetCore.Gating;

/// <summary>Whether an application has the flags of requests.</summary>
internal static class Registration
{
    /// <summary>
    /// Without the services nothing would stand in the way; some builders do not know the application's services, and cannot be checked.
    /// </summary>
    /// <exception cref="InvalidOperationException"><c>AddRequestFlags</c> or <c>AddFeatureFlags</c> was not called.</exception>
    public static void ThrowIfMissing(IServiceProvider services, string asker)
    {
        var known = services.GetService<IServiceProviderIsService>();
        if (known?.IsService(typeof(IRequireFlagFilters)) == false) throw RequireFlagAttribute.NotRegistered(asker);
        if (known?.IsService(typeof(IFlagClient)) == false) throw new InvalidOperationException(NeededFlags.Missing(asker));
    }
}
