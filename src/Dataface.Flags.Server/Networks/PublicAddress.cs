using System.Net;
using System.Net.Sockets;

namespace Dataface.Flags.Server.Networks;

/// <summary>
/// Whether an address is one of the public internet, by IANA's registries of special-purpose addresses (RFC 6890 and what has been
/// added since). Of IPv6 just what is assigned for it, <c>2000::/3</c>, is.
/// </summary>
internal static class PublicAddress
{
    /// <summary>Where clouds answer machines with their credentials.</summary>
    private static readonly IPAddress[] Metadata =
    [
        IPAddress.Parse("169.254.169.254"), IPAddress.Parse("169.254.170.2"), IPAddress.Parse("169.254.170.23"),
        IPAddress.Parse("100.100.100.200"), IPAddress.Parse("168.63.129.16"), IPAddress.Parse("192.0.0.192"),
        IPAddress.Parse("fd00:ec2::254"), IPAddress.Parse("fd00:ec2::23"), IPAddress.Parse("fd20:ce::254"),
    ];

    private static readonly (string Kind, IPNetwork[] Networks)[] Special =
    [
        ("loopback", Of("127.0.0.0/8", "::1/128")),
        ("private", Of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7", "fec0::/10", "64:ff9b:1::/48")),
        ("link-local", Of("169.254.0.0/16", "fe80::/10")),
        ("multicast", Of("224.0.0.0/4", "ff00::/8")),
        ("reserved", Of(
            "0.0.0.0/8", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "240.0.0.0/4", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")),
    ];

    private static readonly IPNetwork Internet = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether credentials of the machine are to be had there.</summary>
    public static bool IsMetadata(IPAddress address) => Metadata.Contains(Meant(address));

    /// <summary>What kind of address it is, when it is none of the public internet; null when it is one.</summary>
    public static string? WhyNot(IPAddress address)
    {
        var meant = Meant(address);
        if (Metadata.Contains(meant)) return "metadata";
        foreach (var (kind, networks) in Special)
        {
            if (Array.Exists(networks, network => network.Contains(meant))) return kind;
        }

        return meant.AddressFamily == AddressFamily.InterNetwork || Internet.Contains(meant) ? null : "reserved";
    }

    /// <summary>
    /// The address that is reached: one of IPv4 may be written as one of IPv6, or stand behind a translator (RFC 6052).
    /// </summary>
    public static IPAddress Meant(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetwork) return address;
        var bytes = address.GetAddressBytes();
        return Nat64.Contains(new IPAddress(bytes)) ? new IPAddress(bytes.AsSpan(12)) : new IPAddress(bytes);
    }

    private static IPNetwork[] Of(params string[] networks) => [.. networks.Select(network => IPNetwork.Parse(network))];
}
