using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Sessions;
using Dataface.Flags.Server.Settings;

namespace Dataface.Flags.Server.Access;

/// <summary>Who may do what, how often, and what is kept of those who may not.</summary>
internal static class AccessSetup
{
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<BoardSessions>();
        services.AddSingleton<RateLimits>();
        services.AddSingleton<WebOrigins>();
        services.AddSettingsCheck(WebOrigins.Faults);
        services.AddCors();
        services.AddSingleton<RefusalTrail>();
        services.AddSingleton<IRefusalTrail>(provider => provider.GetRequiredService<RefusalTrail>());
        services.AddHostedService(provider => provider.GetRequiredService<RefusalTrail>());
    }
}
