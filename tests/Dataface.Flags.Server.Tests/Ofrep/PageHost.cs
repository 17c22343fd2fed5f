using Dataface.Flags.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Server.Tests.Ofrep;

/// <summary>A web site of another origin: the page of tests/ofrep-web and the packages that npm has installed there.</summary>
internal sealed class PageHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PageHost(WebApplication app) => _app = app;

    /// <summary>As browsers send it.</summary>
    public string Origin => new Uri(_app.Urls.Single()).GetLeftPart(UriPartial.Authority);

    public static async Task<PageHost> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/", () => Results.File(TestFile.Path("ofrep-web", "index.html"), "text/html"));
        app.MapGet("/page.js", () => Results.File(TestFile.Path("ofrep-web", "page.js"), "text/javascript"));
        app.MapGet("/favicon.ico", () => Results.NoContent());
        app.MapGet("/packages/{**path}", (string path) =>
            Results.File(TestFile.Path("ofrep-web", "node_modules", "@openfeature", path), "text/javascript"));
        await app.StartAsync();
        return new(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
