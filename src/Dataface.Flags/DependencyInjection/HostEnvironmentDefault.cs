using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.DependencyInjection;

/// <summary>Takes the environment from the host where it is not set.</summary>
internal sealed class HostEnvironmentDefault(IServiceProvider services) : IPostConfigureOptions<FlagClientOptions>
{
    public void PostConfigure(string? name, FlagClientOptions options) =>
        options.Environment ??= services.GetService<IHostEnvironment>()?.EnvironmentName.ToLowerInvariant();
}
