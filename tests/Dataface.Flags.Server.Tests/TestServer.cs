using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dataface.Flags.Server.Hosting;
using Dataface.Flags.Server.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Tests;

/// <summary>The server as it is, on a free port of the loopback, with a data folder of its own.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly TemporaryFolder? _ownFolder;

    private readonly string _base;

    private HttpClient? _approver;

    private TestServer(WebApplication app, TemporaryFolder? ownFolder, LogRecorder log, string? firstSecret)
    {
        (App, _ownFolder, Log) = (app, ownFolder, log);
        _base = app.Services.GetRequiredService<IOptions<ServerSettings>>().Value.BasePath ?? "";
        Address = new Uri(app.Urls.Single());
        AdminSecret = firstSecret ?? "";
        Admin = Client(AdminSecret);
    }

    public WebApplication App { get; }

    public LogRecorder Log { get; }

    public Uri Address { get; }

    public string AdminSecret { get; }

    /// <summary>A client with the first key.</summary>
    public HttpClient Admin { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="folder">Its data folder; null for one of its own.</param>
    /// <param name="args">More of its command line.</param>
    public static Task<TestServer> StartAsync(string? folder = null, params string[] args) => StartAsync(folder, _ => { }, args);

    /// <summary>Starts a server that is made of something else in part, such as a clock.</summary>
    public static async Task<TestServer> StartAsync(string? folder, Action<IServiceCollection> configure, params string[] args)
    {
        var own = folder is null ? new TemporaryFolder() : null;
        var log = new LogRecorder();
        var app = ServerApp.Build(
            ["--data", folder ?? own!["data"], .. args.Contains("--urls") ? args : ["--urls", "http://127.0.0.1:0", .. args]],
            builder =>
            {
                builder.Services.AddSingleton<ILoggerFactory>(log);
                configure(builder.Services);
            });
        await app.StartAsync();
        return new(app, own, log, app.Services.GetRequiredService<Startup>().FirstSecret);
    }

    /// <summary>A client that sends a secret; none when it is empty. It asks below the path that the server is set to.</summary>
    public HttpClient Client(string secret)
    {
        var client = new HttpClient(new Below(_base)) { BaseAddress = Address };
        if (secret.Length > 0) client.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        return client;
    }

    /// <summary>A client with a key of its own, for what the first key may not do: approve a design that it has written.</summary>
    public async Task<HttpClient> ApproverAsync() => _approver ??= Client(await MakeKeyAsync("approver", "read", "operate"));

    /// <summary>Makes a key and gives its secret.</summary>
    public Task<string> MakeKeyAsync(string name, params string[] scopes) => MakeKeyAsync(new { name, scopes });

    /// <summary>Makes a key that is confined to something.</summary>
    public async Task<string> MakeKeyAsync(object request)
    {
        using var answer = await Admin.PostAsJsonAsync("/api/keys", request);
        return (await JsonAsync(answer)).GetProperty("secret").GetString()!;
    }

    public Task<HttpResponseMessage> KillAsync(
        string flag, string environment = "production", string reason = "errors", HttpClient? by = null) =>
        (by ?? Admin).PostAsJsonAsync($"/api/flags/{flag}/kill", new { environment, reason });

    /// <summary>Publishes a document whatever is in force.</summary>
    public async Task<HttpResponseMessage> PublishAsync(string document, HttpClient? by = null)
    {
        var answer = await Publishing.SendAsync(by ?? Admin, document);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
        return answer;
    }

    /// <summary>The newest records of the audit trail.</summary>
    public async Task<IReadOnlyList<JsonElement>> HistoryAsync(string query = "") =>
        [.. (await Admin.GetFromJsonAsync<JsonElement>($"/api/flags/history?{query}")).GetProperty("records").EnumerateArray()];

    /// <summary>What was refused, as the trail has it when the minute is over.</summary>
    public async Task<IReadOnlyList<JsonElement>> RefusalsAsync()
    {
        await App.Services.GetRequiredService<Server.Access.RefusalTrail>().WriteAsync();
        return await HistoryAsync("action=refuse");
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.IsSuccessStatusCode, Is.True, text);
        return JsonElement.Parse(text);
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        _approver?.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        _ownFolder?.Dispose();
    }

    private sealed class Below(string path) : DelegatingHandler(new HttpClientHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (path.Length > 0) request.RequestUri = new Uri(request.RequestUri!, path + request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
