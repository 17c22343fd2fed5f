using System.Net;
using System.Net.Sockets;
using Dataface.Flags.Server.Networks;
using Dataface.Flags.Server.Settings;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Outbound;

/// <summary>
/// The one client for calls to addresses that documents and people name. It looks at the address that it connects to, after its name
/// was resolved, and connects to none that is private, local or the cloud's own unless <see cref="ServerSettings.OutboundNetworks"/>
/// lists it. It follows no redirect, keeps no cookie, asks no proxy, and is bounded in time and size. Thread-safe.
/// </summary>
internal sealed class OutboundClient(IOptions<ServerSettings> options) : IDisposable
{
    /// <summary>How long a whole call may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The most of an answer that is read.</summary>
    public const int MostBytes = 64 * 1024;

    private readonly AddressRanges _listed = new(options.Value.OutboundNetworks);
    private HttpClient? _http;

    /// <summary>Finds the addresses of a name; the system does, unless a test says something else.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>The client. It belongs to this, and is not to be disposed of.</summary>
    public HttpClient Http => LazyInitializer.EnsureInitialized(ref _http, Create);

    /// <summary>What is wrong with the setting.</summary>
    public static IEnumerable<string> Faults(ServerSettings options) =>
        AddressRanges.Faults(nameof(options.OutboundNetworks), options.OutboundNetworks);

    /// <summary>Why an address is not connected to; null when it is.</summary>
    public string? WhyNot(IPAddress address)
    {
        if (PublicAddress.WhyNot(address) is not { } kind) return null;
        var meant = PublicAddress.Meant(address);

        // A network that is listed for its services must not open the machine's own credentials along with them.
        var isListed = PublicAddress.IsMetadata(address) ? _listed.Names(meant) : _listed.Includes(meant) || _listed.Includes(address);
        return isListed ? null : kind;
    }

    /// <summary>
    /// Why a host would not be connected to now; null when it would. It is looked at again with each connection, since names change.
    /// </summary>
    /// <exception cref="SocketException">There is no such host.</exception>
    public async Task<string?> WhyNotAsync(string host, CancellationToken cancellationToken)
    {
        var addresses = await FindAsync(host, cancellationToken);
        return Array.Exists(addresses, address => WhyNot(address) is null) ? null : KindOf(addresses);
    }

    public void Dispose() => _http?.Dispose();

    private Task<IPAddress[]> FindAsync(string host, CancellationToken cancellationToken) =>
        IPAddress.TryParse(host, out var literal) ? Task.FromResult<IPAddress[]>([literal]) : Resolve(host, cancellationToken);

    private string KindOf(IPAddress[] addresses) => addresses.Length == 0 ? "missing" : WhyNot(addresses[0])!;

    private HttpClient Create()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = Patience,
            MaxResponseHeadersLength = MostBytes / 1024,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = ConnectAsync,
        };
        return new HttpClient(handler) { Timeout = Patience, MaxResponseContentBufferSize = MostBytes };
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await FindAsync(host, cancellationToken);
        if (Array.FindAll(addresses, address => WhyNot(address) is null) is not { Length: > 0 } open)
        {
            // Without the address, which whoever reads this may not know.
            throw new IOException(
                $"{host} leads to a {KindOf(addresses)} address. The server calls only addresses of the public internet and those "
                + "that its setting OutboundNetworks lists.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
