using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.AspNetCore.Tests.Connections;

/// <summary>An application with hubs, and real clients of it.</summary>
internal sealed class HubScenario : IAsyncDisposable
{
    private readonly List<HubConnection> _connections = [];

    private HubScenario(WebApp app) => App = app;

    public WebApp App { get; }

    public LiveHubLog Log => App.Services.GetRequiredService<LiveHubLog>();

    public static async Task<HubScenario> StartAsync(string flags, Action<RequestFlagsOptions>? options = null) =>
        new(await WebApp.StartAsync(
        flags,
        app =>
        {
            app.MapGet("/ask", (string key, IRequestFlags flags) => $"{flags.IsEnabled(key)} {flags.Context}");
            app.MapHub<LiveHub>("/live");
            app.MapHub<GatedHub>("/class");
            app.MapHub<PlainHub>("/endpoint").RequireFlag("hub");
            app.MapGroup("/group").RequireFlag("hub").MapHub<PlainHub>("");
        },
        options,
        builder =>
        {
            TestAuthentication.AddTo(builder);
            builder.Services.AddSignalR(o => o.MaximumParallelInvocationsPerClient = 4);
            builder.Services.AddSingleton<LiveHubLog>();
        }));

    public async Task<HubConnection> ConnectAsync(
        HttpTransportType transport, string path = "/live", params (string Name, string Value)[] headers)
    {
        var connection = new HubConnectionBuilder().WithUrl(new Uri(App.Client.BaseAddress!, path), transport, o =>
        {
            foreach (var (name, value) in headers) o.Headers[name] = value;
        }).Build();
        _connections.Add(connection);
        await connection.StartAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections) await connection.DisposeAsync();
        await App.DisposeAsync();
    }
}
