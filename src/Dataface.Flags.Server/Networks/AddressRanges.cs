using System.Net;
using System.Net.Sockets;

namespace Dataface.Flags.Server.Networks;

/// <summary>Addresses and networks that settings list, such as <c>10.0.0.7</c> and <c>fd00::/8</c>. Immutable; thread-safe.</summary>
internal sealed class AddressRanges
{
    private readonly IPNetwork[] _networks;

    /// <exception cref="FormatException">One of them is neither an address nor a network.</exception>
    public AddressRanges(IEnumerable<string> texts) =>
        _networks = [.. texts.Select(text => Parse(text) ?? throw new FormatException(Fault(text)))];

    /// <summary>Whether none is listed.</summary>
    public bool IsEmpty => _networks.Length == 0;

    /// <summary>The networks, single addresses as networks of one.</summary>
    public IReadOnlyList<IPNetwork> Networks => _networks;

    /// <summary>What is wrong with a list, each in a sentence.</summary>
    /// <param name="setting">The list's name.</param>
    /// <param name="texts">What it has.</param>
    public static IEnumerable<string> Faults(string setting, IEnumerable<string> texts) =>
        texts.Where(text => Parse(text) is null).Select(text => $"{setting}: {Fault(text)}");

    /// <summary>Whether an address is in one of them; an IPv4 address that is written as one of IPv6 counts as itself.</summary>
    public bool Includes(IPAddress address)
    {
        var plain = Plain(address);
        return Array.Exists(_networks, network => network.Contains(plain));
    }

    /// <summary>Whether just this address is listed, and not only a network around it.</summary>
    public bool Names(IPAddress address)
    {
        var plain = Plain(address);
        return Array.Exists(_networks, network => network.PrefixLength == Bits(plain) && network.BaseAddress.Equals(plain));
    }

    private static IPAddress Plain(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        var hasScope = address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0;
        return hasScope ? new IPAddress(address.GetAddressBytes()) : address;
    }

    private static IPNetwork? Parse(string text)
    {
        if (IPNetwork.TryParse(text, out var network)) return network;

        // '10' is an address for .NET, 0.0.0.10, and a slip for everybody else.
        var isWhole = text.Count(c => c == '.') == 3 || text.Contains(':', StringComparison.Ordinal);
        return isWhole && IPAddress.TryParse(text, out var address) && !text.Contains('%', StringComparison.Ordinal)
            ? new IPNetwork(Plain(address), Bits(Plain(address))) : null;
    }

    private static int Bits(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;

    private static string Fault(string text) =>
        $"'{text}' is neither an address nor a network. Write an address, such as 10.0.0.7 or fd00::7, or a network by its first "
        + "address and its length, such as 10.0.0.0/8.";
}
