using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Settings;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Ofrep;

/// <summary>
/// Whose flags an OFREP request is about: those of its key's environment, or of the server's own when the key is for all.
/// </summary>
internal static class OfrepClient
{
    public static IFlagClient? Of(HttpContext http)
    {
        var services = http.RequestServices;
        var ofServer = services.GetRequiredService<IOptions<ServerSettings>>().Value.Environment;
        return services.GetRequiredService<EnvironmentClients>().Find(http.Caller().EnvironmentOr(ofServer));
    }
}
