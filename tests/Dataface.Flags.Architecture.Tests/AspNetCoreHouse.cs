namespace Dataface.Flags.Architecture.Tests;

internal static class AspNetCoreHouse
{
    /// <summary>The project's own files are what users name: the flags of a request, their options and the attribute.</summary>
    public static House House { get; } = new House("Dataface.Flags.AspNetCore")
        .Floor("Context", "Guarding", "Health")
        .Floor(House.Own)
        .Floor("Pinning", "TagHelpers", "Variants")
        .Floor("Gating")
        .Floor("Connections")
        .Floor("Routing", "FrontEnd")
        .Floor("DependencyInjection")
        .Public("DependencyInjection",
            "FlagBranchApplicationBuilderExtensions", "FlagFilterCollectionExtensions", "FlagHealthChecksBuilderExtensions",
            "FrontEndEndpointRouteBuilderExtensions",
            "RequestFlagsHttpContextExtensions", "RequestFlagsServiceCollectionExtensions", "RequestGuardApplicationBuilderExtensions",
            "RequireFlagConventionBuilderExtensions", "VariantServiceCollectionExtensions")
        .Public("Guarding", "RequestGuardOptions");
}
