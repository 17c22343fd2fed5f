using System.Collections;
using Dataface.Flags.Http;

namespace Dataface.Flags.Server.Tests.Fleet;

/// <summary>Clients as services have them.</summary>
internal sealed class Services : IReadOnlyList<FlagClient>, IAsyncDisposable
{
    private readonly List<FlagClient> _clients = [];

    public int Count => _clients.Count;

    public FlagClient this[int index] => _clients[index];

    public static async Task<Services> StartAsync(TestServer server, int count)
    {
        var secret = await server.MakeKeyAsync("service", "read", "operate");
        var services = new Services();
        for (var i = 0; i < count; i++) services.Add(await StartOneAsync(server.Address, secret, null));
        return services;
    }

    public static Task<FlagClient> StartOneAsync(
        Uri address, string secret, string? cache, HttpMessageHandler? handler = null) => FlagClient.StartAsync(o =>
    {
        o.Environment = "production";

        // A machine that does much else may take its time.
        o.StartupTimeout = TimeSpan.FromSeconds(60);
        o.KillTimeout = TimeSpan.FromSeconds(15);
        o.CacheFile = cache;
        o.UseHttp(address, http => (http.ApiKey, http.HttpMessageHandler) = (secret, handler));
    });

    /// <summary>Takes over one that was started by itself.</summary>
    public void Add(FlagClient client) => _clients.Add(client);

    public IEnumerator<FlagClient> GetEnumerator() => _clients.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) await client.DisposeAsync();
    }
}
