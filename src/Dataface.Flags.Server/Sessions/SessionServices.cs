using Dataface.Flags.Server.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Sessions;

/// <summary>Sessions of the board, and the forms in them.</summary>
internal static class SessionServices
{
    public static void AddSessions(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("Dataface.Flags.Server");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
            options => options.XmlRepository = new SettingKeyRepository(provider.GetRequiredService<ServerStorage>())));
        services.AddSingleton<SessionCookie>();
        services.AddAntiforgery(forms =>
        {
            forms.Cookie.Name = "dataface-flags-form";
            forms.Cookie.SameSite = SameSiteMode.Strict;
            forms.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            forms.SuppressXFrameOptionsHeader = true;
        });

        // They are kept where the hashes of API keys are, and readable to the same few; another layer of encryption would need a key of its own.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error));

        // A form that is not ours is answered so; a line for each would be one for each request of anybody.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.None));
    }
}
