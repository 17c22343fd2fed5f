using System.Net;
using Dataface.Flags.Server.Networks;
using Dataface.Flags.Server.Settings;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Proxies;

/// <summary>The proxies whose word counts on where a request came from and how it was addressed. Thread-safe.</summary>
internal sealed class TrustedProxies(IOptions<ServerSettings> options)
{
    /// <summary>The framework's own switch, which trusts everybody.</summary>
    private const string Everybody = "ForwardedHeaders_Enabled";

    private readonly AddressRanges _ranges = new(options.Value.TrustedProxies);

    public bool IsEmpty => _ranges.IsEmpty;

    public IReadOnlyList<IPNetwork> Networks => _ranges.Networks;

    public bool Includes(IPAddress? address) => address is not null && _ranges.Includes(address);

    /// <summary>What is wrong with the settings.</summary>
    public static IEnumerable<string> Faults(ServerSettings options, IConfiguration configuration)
    {
        foreach (var fault in AddressRanges.Faults(nameof(options.TrustedProxies), options.TrustedProxies)) yield return fault;

        // It would put the address that a caller has invented in the place of the proxy's, before anybody asks whether it is one.
        if (options.TrustedProxies.Count > 0 && string.Equals(configuration[Everybody], "true", StringComparison.OrdinalIgnoreCase))
        {
            yield return "TrustedProxies names whom to believe, and ASPNETCORE_FORWARDEDHEADERS_ENABLED=true believes everybody. "
                + "Take one of them out.";
        }
    }
}
