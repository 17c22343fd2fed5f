using System.Net;
using System.Net.Sockets;

namespace Dataface.Flags.AspNetCore.Context;

/// <summary>The network that an address is in: what one customer, household or office mostly has.</summary>
internal static class NetworkPrefix
{
    private const int BytesOfV4 = 3;
    private const int BytesOfV6 = 6;

    /// <summary>Such as <c>203.0.113.0/24</c> or <c>2001:db8:7::/48</c>; null without an address.</summary>
    public static string? Of(IPAddress? address)
    {
        if (address is null) return null;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var kept = address.AddressFamily == AddressFamily.InterNetwork ? BytesOfV4 : BytesOfV6;
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var length)) return null;
        bytes[kept..length].Clear();
        return $"{new IPAddress(bytes[..length])}/{8 * kept}";
    }
}
