using Dataface.Flags.Server.Settings;

namespace Dataface.Flags.Server.Outbound;

/// <summary>Calls of the server to others.</summary>
internal static class OutboundSetup
{
    public static void AddOutbound(this IServiceCollection services)
    {
        services.AddSingleton<OutboundClient>();
        services.AddSettingsCheck(OutboundClient.Faults);
    }
}
