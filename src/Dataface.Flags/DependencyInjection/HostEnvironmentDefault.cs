using Dataface.Flags.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.DependencyInjection;

/// <summary>Takes the environment, the content root and the service's name from the host where they are not set.</summary>
internal sealed class HostEnvironmentDefault(IServiceProvider services) : IPostConfigureOptions<FlagClientOptions>
{
    public void PostConfigure(string? name, FlagClientOptions options)
    {
        var host = services.GetService<IHostEnvironment>();
        options.Environment ??= host?.EnvironmentName.ToLowerInvariant();
        options.ContentRoot ??= host?.ContentRootPath is { Length: > 0 } root ? root : null;
        if (ServiceIdentity.ProblemOf(host?.ApplicationName) is null) options.ServiceName ??= host?.ApplicationName;
    }
}
