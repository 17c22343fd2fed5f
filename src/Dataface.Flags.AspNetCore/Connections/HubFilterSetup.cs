using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.AspNetCore.Connections;

/// <summary>Puts the filter before those of the application in every hub.</summary>
internal sealed class HubFilterSetup(HubFlagFilter filter) : IConfigureOptions<HubOptions>
{
    public void Configure(HubOptions options) => options.AddFilter(filter);
}
