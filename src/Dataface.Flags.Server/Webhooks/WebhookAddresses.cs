using System.Net.Sockets;
using Dataface.Flags.Server.Outbound;
using Dataface.Flags.Server.Settings;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Webhooks;

/// <summary>Where webhooks may lead: to https, and to no private address, unless a setting lists it. Thread-safe.</summary>
internal sealed class WebhookAddresses(OutboundClient outbound, IOptions<ServerSettings> options)
{
    private const int MaxLength = 2_000;

    /// <summary>More is no name for the DNS.</summary>
    private const int MaxHost = 253;

    private const string Example = "https://hooks.example.com/flags";

    /// <summary>What is wrong with the setting.</summary>
    public static IEnumerable<string> Faults(ServerSettings options) => options.WebhookHosts
        .Where(host => Uri.CheckHostName(host) == UriHostNameType.Unknown)
        .Select(host => $"{nameof(options.WebhookHosts)}: '{host}' is not a host. Write a name or an address without anything around it, "
            + "such as hooks.internal or 10.0.0.7.");

    /// <summary>What is wrong with an address as it is written; null when nothing is.</summary>
    public string? WhyNot(string address)
    {
        if (address.Length > MaxLength || !Uri.TryCreate(address, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("https" or "http") || uri.IdnHost.Length is 0 or > MaxHost)
        {
            return $"is not a web address of at most {MaxLength} characters. Write one such as {Example}.";
        }

        if (uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
        {
            return $"has a name, a password or a '#' in it, which no receiver gets. Leave them out, as in {Example}.";
        }

        var host = Bare(uri.Host);
        return uri.Scheme == "https" || options.Value.WebhookHosts.Select(Bare).Contains(host, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"is not https, so that everybody on the way could read it. Write https://{uri.Authority}{uri.PathAndQuery}, or list "
                + $"'{host}' in the server's setting WebhookHosts.";
    }

    /// <summary>An address of IPv6 is written with and without brackets.</summary>
    private static string Bare(string host) => host.Trim('[', ']');

    /// <summary>The same, and where it leads now. Where it leads later is looked at with every connection.</summary>
    public async Task<string?> WhyNotAsync(string address, CancellationToken cancellationToken)
    {
        if (WhyNot(address) is { } why) return why;
        try
        {
            return await outbound.WhyNotAsync(new Uri(address).IdnHost, cancellationToken) is { } kind
                ? $"leads to a {kind} address. Write one of the public internet, or list its network in the server's setting "
                    + "OutboundNetworks."
                : null;
        }
        catch (SocketException error)
        {
            return $"leads nowhere: {error.Message.TrimEnd('.')}. Correct the host's name.";
        }
    }
}
