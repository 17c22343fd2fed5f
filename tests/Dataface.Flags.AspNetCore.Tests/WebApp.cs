using Dataface.Flags.Providers;
using Dataface.Flags.State;
using Dataface.Flags.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.AspNetCore.Tests;

/// <summary>A web application on a free port of the loopback, with flags from memory and scopes validated.</summary>
internal sealed class WebApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebApp(WebApplication app, InMemoryFlagConfigProvider source, ManualTimeProvider clock, LogRecorder log)
    {
        _app = app;
        (Source, Clock, Log) = (source, clock, log);
        Client = new HttpClient
        {
            BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single())
        };
    }

    public InMemoryFlagConfigProvider Source { get; }

    public ManualTimeProvider Clock { get; }

    public LogRecorder Log { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    private IKillSwitch Switch => Services.GetRequiredService<IFlagClient>().KillSwitch;

    /// <summary>Starts an application.</summary>
    /// <param name="flags">The flag document.</param>
    /// <param name="use">Maps endpoints.</param>
    /// <param name="options">Configures the flags of requests.</param>
    /// <param name="build">Adds services.</param>
    public static async Task<WebApp> StartAsync(
        string flags, Action<WebApplication> use, Action<RequestFlagsOptions>? options = null, Action<WebApplicationBuilder>? build = null)
    {
        var (source, clock, log) = (new InMemoryFlagConfigProvider(flags), new ManualTimeProvider(), new LogRecorder());
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            EnvironmentName = "Production",
            ApplicationName = typeof(WebApp).Assembly.GetName().Name,
        });
        builder.Host.UseDefaultServiceProvider(o => o.ValidateScopes = o.ValidateOnBuild = true);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<ILoggerFactory>(log);
        builder.Services.AddFeatureFlags(o =>
        {
            o.AddProvider(source);
            o.TimeProvider = clock;
        });
        builder.Services.AddRequestFlags(o => o.TimeProvider = clock);
        builder.Services.AddRequestFlags(options);
        build?.Invoke(builder);
        var app = builder.Build();
        use(app);
        await app.StartAsync();
        return new WebApp(app, source, clock, log);
    }

    public Task KillAsync(string flag) => Switch.KillAsync(new() { Flag = flag, By = "ops", Reason = "errors" }).AsTask();

    public Task RestoreAsync(string flag) => Switch.RestoreAsync(new() { Flag = flag, By = "ops", Reason = "mended" }).AsTask();

    /// <summary>Puts another document in force. With the first one there are two snapshots: its flags, and then that they count.</summary>
    public async Task UpdateAsync(string flags)
    {
        var client = Services.GetRequiredService<IFlagClient>();
        var before = client.Pin();
        Source.Update(flags);
        await Eventually.HoldsAsync(() => client.Status.IsReady && client.Pin().Revision != before.Revision, "the document is in force");
    }

    /// <summary>The body of an answer of 200.</summary>
    public async Task<string> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(path, headers);
        Assert.That((int)answer.StatusCode, Is.EqualTo(200), await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadAsStringAsync();
    }

    public async Task<int> StatusAsync(string path, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(path, headers);
        return (int)answer.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Log.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(string path, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var header in headers.GroupBy(h => h.Name))
            request.Headers.TryAddWithoutValidation(header.Key, header.Select(h => h.Value));
        return await Client.SendAsync(request);
    }
}
