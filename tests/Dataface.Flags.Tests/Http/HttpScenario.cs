using Dataface.Flags.Tests.Serving;

namespace Dataface.Flags.Tests.Http;

/// <summary>A server that has published a flag, a client that follows it, and a network between them that can fail.</summary>
internal sealed class HttpScenario : IAsyncDisposable
{
    private readonly List<FlagClient> _clients = [];

    public HttpScenario()
    {
        Network = new FaultyProxy(Server.Address);
        Server.Publish(ServingDocument.OnToday());
    }

    public ContractServer Server { get; } = new();

    public FaultyProxy Network { get; }

    public LogRecorder Log { get; } = new();

    public TemporaryFolder Folder { get; } = new();

    public async Task<FlagClient> StartAsync(Action<HttpFlagOptions>? http = null, Action<FlagClientOptions>? more = null)
    {
        var (streams, isStreamed) = (Log.Count(8000), true);
        var client = await FlagClient.StartAsync(
            options =>
            {
                options.Environment = "production";
                options.UseHttp(Network.Address, o =>
                {
                    (o.RequestTimeout, o.HeartbeatTimeout, o.PollInterval) =
                        (TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(100));
                    http?.Invoke(o);
                    isStreamed = o.StreamingEnabled;
                });
                more?.Invoke(options);
            },
            Log);
        _clients.Add(client);

        // Ready by a plain request; tests that have the stream say something need it to be there.
        if (Server.Instead is null && isStreamed && IsFresh(client))
        {
            await Eventually.HoldsAsync(() => Log.Count(8000) > streams, "changes are streamed");
        }

        return client;
    }

    public static bool IsStale(FlagClient client) => client.Status.IsStateStale && client.Status.Providers.All(p => p.IsStale);

    public static bool IsFresh(FlagClient client) =>
        client.Status is { IsReady: true, IsStateStale: false } && client.Status.Providers.All(p => !p.IsStale);

    /// <summary>Publishes another document and waits until the client has it: nothing that went before keeps changes away.</summary>
    public async Task ArrivesAsync(FlagClient client)
    {
        Server.Publish(ServingDocument.OnToday("g"));
        await Eventually.HoldsAsync(() => client.IsEnabled("g") && IsFresh(client), "a change has arrived");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) await client.DisposeAsync();
        await Network.DisposeAsync();
        await Server.DisposeAsync();
        Folder.Dispose();
    }
}
