using System.Net.Http.Headers;
using System.Text;
using Dataface.Flags.Server.Ofrep;
using Dataface.Flags.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Server.Tests.Ofrep;

/// <summary>The endpoints of the protocol on a free port of the loopback, over a client that reads files.</summary>
internal sealed class OfrepHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OfrepHost(WebApplication app, FlagClient? flags)
    {
        (_app, Flags) = (app, flags!);
        Address = new Uri(app.Urls.Single());
        Client = new HttpClient { BaseAddress = Address };
    }

    public static string Storefront => TestFile.Path("storefront-sources", "flags.json");

    public static string Own => TestFile.Path("Ofrep", "flags.json");

    public FlagClient Flags { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    /// <summary>A client on a fixed day, on which one flag has expired.</summary>
    public static Task<FlagClient> ReadAsync(params string[] files) => FlagClient.StartAsync(o =>
    {
        o.Environment = "production";
        o.Strict = true;
        o.TimeProvider = new ManualTimeProvider(new DateTimeOffset(2026, 12, 20, 12, 0, 0, TimeSpan.Zero));
        foreach (var file in files) o.UseFile(file);
    });

    public static async Task<OfrepHost> StartAsync(params string[] files) => await StartAsync(await ReadAsync(files));

    /// <summary>A host over a client of the test's own, or over none. The host disposes of it.</summary>
    public static async Task<OfrepHost> StartAsync(FlagClient? flags)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { EnvironmentName = "Production", ApplicationName = typeof(OfrepHost).Assembly.GetName().Name });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapOfrep(_ => flags);
        await app.StartAsync();
        return new OfrepHost(app, flags);
    }

    /// <summary>Evaluates one flag for a context given as JSON.</summary>
    public Task<OfrepAnswer> EvaluateAsync(string flag, string context) => PostAsync(flag, $$"""{"context":{{context}}}""");

    /// <summary>Evaluates all flags for a context given as JSON.</summary>
    public Task<OfrepAnswer> EvaluateAllAsync(string context, string? ifNoneMatch = null) =>
        PostAsync(null, $$"""{"context":{{context}}}""", ifNoneMatch);

    /// <summary>Posts a body; no flag means all.</summary>
    public Task<OfrepAnswer> PostAsync(string? flag, string body, string? ifNoneMatch = null) =>
        PostAsync(flag, Encoding.UTF8.GetBytes(body), ifNoneMatch);

    public async Task<OfrepAnswer> PostAsync(string? flag, byte[] body, string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, OfrepEndpoints.BulkPath + (flag is null ? "" : "/" + flag));
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        if (ifNoneMatch is not null) request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        using var response = await Client.SendAsync(request);
        return new OfrepAnswer(
            (int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.MediaType,
            response.Headers.ETag?.ToString())
        {
            RetryAfter = response.Headers.RetryAfter?.Delta,
        };
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (Flags is not null) await Flags.DisposeAsync();
    }
}
