using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Cli.Tests.Server;

/// <summary>A real server on a port of its own with a data folder of its own, and the tool beside it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;

    private RunningServer(WebApplication app, DirectoryInfo folder, string? key)
    {
        (_app, _folder, Key) = (app, folder, key ?? "");
        File.WriteAllText(KeyFile, Key);
    }

    /// <summary>The first key; empty when the data folder had keys already.</summary>
    public string Key { get; }

    public IServiceProvider Services => _app.Services;

    public string KeyFile => PathOf("admin.key");

    public string Data => PathOf("data");

    public string Address => _app.Urls.Single();

    public IEnumerable<Endpoint> Endpoints => ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints);

    public static async Task<RunningServer> StartAsync(Action<WebApplicationBuilder>? configure = null, string? data = null)
    {
        var folder = Directory.CreateTempSubdirectory("dataface-flags-cli-");
        var app = ServerApp.Build(["--data", data ?? Path.Combine(folder.FullName, "data"), "--urls", "http://127.0.0.1:0"], builder =>
        {
            builder.Logging.ClearProviders();
            configure?.Invoke(builder);
        });
        await app.StartAsync();
        var key = app.Services.GetRequiredService<Startup>().FirstSecret;
        return new(app, folder, key);
    }

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Writes a document of one flag: a ramp in production, half of all users in staging.</summary>
    public string Write(string name, int percent, string description = "", int created = -3)
    {
        var path = PathOf(name);
        File.WriteAllText(path, $$"""
            { "schema": 1, "flags": { "f": { "description": "{{description}}", "owner": "t", "created": "{{Day(created)}}",
            "expires": "{{Day(60)}}", "environments": { "production": {
              "rollout": { "percent": {{percent}}, "ramp": { "steps": [1, 5, 25], "hold": "01:00:00" } } },
              "staging": { "rollout": { "percent": 50 } } } } } }
            """);
        return path;
    }

    public Task<(int Code, string Output, string Error)> RunAsync(params string[] args) => WithKeyAsync(KeyFile, args);

    public Task<(int Code, string Output, string Error)> WithKeyAsync(string keyFile, params string[] args) =>
        CommandRun.RunAsync([.. args, "--server", Address, "--key-file", keyFile]);

    /// <summary>Runs a command that must succeed, and reads its JSON.</summary>
    public async Task<JsonElement> JsonAsync(params string[] args)
    {
        var (code, output, error) = await RunAsync([.. args, "--json"]);
        Assert.That(code, Is.EqualTo(ExitCode.Ok), error);
        return JsonElement.Parse(output);
    }

    private static string Day(int days) => DateTime.UtcNow.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        // Not only disposed of: what is still to be written would find its folder gone.
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
