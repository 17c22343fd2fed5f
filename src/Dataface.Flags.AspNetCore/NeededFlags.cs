using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.AspNetCore;

/// <summary>The application's flags, for whatever cannot do without them.</summary>
internal static class NeededFlags
{
    /// <summary>The flags.</summary>
    /// <exception cref="InvalidOperationException"><c>AddFeatureFlags</c> was not called.</exception>
    public static IFlagClient Of(IServiceProvider services, string asker) =>
        services.GetService<IFlagClient>() ?? throw new InvalidOperationException(Missing(asker));

    /// <summary>What to say where there are none.</summary>
    public static string Missing(string asker) =>
        $"{asker} needs the application's flags. Call services.AddFeatureFlags(...), such as services.AddFeatureFlags(o => "
        + "o.UseFile(\"flags.json\")).";
}
