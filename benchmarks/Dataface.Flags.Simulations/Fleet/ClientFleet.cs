using System.Diagnostics;

namespace Dataface.Flags.Simulations.Fleet;

/// <summary>Clients as services have them (<c>UseHttp</c>): what counts is when an evaluation answers off.</summary>
internal sealed class ClientFleet : IAsyncDisposable
{
    private readonly FlagClient[] _clients;
    private readonly List<IDisposable> _subscriptions = [];
    private volatile Watched? _watched;

    private ClientFleet(FlagClient[] clients)
    {
        _clients = clients;
        foreach (var (number, client) in clients.Index()) _subscriptions.Add(client.OnChange(_ => Look(number, client)));
    }

    public static async Task<ClientFleet> StartAsync(IReadOnlyList<Uri> servers, int count)
    {
        var clients = await Task.WhenAll(Enumerable.Range(0, count).Select(i => StartAsync(servers[i % servers.Count])));
        return new(clients);
    }

    /// <summary>One client.</summary>
    public static Task<FlagClient> StartAsync(Uri server) => FlagClient.StartAsync(options =>
    {
        options.Environment = "production";
        options.HasGuards = false;
        options.UseHttp(server.ToString(), http => http.ApiKey = ServerProcess.Secret);
    });

    /// <summary>Begins to watch for a flag's going off or on.</summary>
    public Arrivals Watch(string flag, bool isOn)
    {
        var arrivals = new Arrivals(_clients.Length);
        _watched = new(flag, isOn, arrivals);
        return arrivals;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var subscription in _subscriptions) subscription.Dispose();
        foreach (var client in _clients) await client.DisposeAsync();
    }

    private void Look(int number, FlagClient client)
    {
        if (_watched is { } watched && client.IsEnabled(watched.Flag) == watched.IsOn)
            watched.Arrivals.Add(number, Stopwatch.GetTimestamp());
    }

    private sealed record Watched(string Flag, bool IsOn, Arrivals Arrivals);
}
