using System.Security.Claims;
using Dataface.Flags.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Benchmarks.Workloads;

/// <summary>
/// The request pipeline of an application, as a server drives it: a context from the factory, routing, the endpoint. What the server itself
/// costs, such as parsing, is left out, so that a difference shows.
/// </summary>
internal sealed class Pipeline : IDisposable
{
    private static readonly ClaimsPrincipal[] Users =
        Array.ConvertAll(People.Ids,
            id => new ClaimsPrincipal(
                new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, id), new Claim("role", "customer")], "benchmark")));

    private readonly WebApplication _app;
    private readonly IHttpContextFactory _contexts;
    private readonly RequestDelegate _pipeline;

    private Pipeline(WebApplication app, Action<IEndpointConventionBuilder>? gate)
    {
        _app = app;
        _contexts = app.Services.GetRequiredService<IHttpContextFactory>();
        var pipeline = new ApplicationBuilder(app.Services);
        pipeline.UseRouting();
        pipeline.UseEndpoints(endpoints =>
        {
            RequestDelegate answer = _ => Task.CompletedTask;
            var endpoint = endpoints.MapGet("/checkout", answer);
            gate?.Invoke(endpoint);
            endpoints.MapGet("/basket/{id}", answer);
        });
        _pipeline = pipeline.Build();
    }

    /// <summary>An application that knows nothing of flags.</summary>
    public static Pipeline Bare() => new(Started(Builder()), null);

    /// <summary>An application whose endpoint requires <c>checkout-v2</c>.</summary>
    /// <param name="flags">The flags, for the environment of the workloads.</param>
    public static Pipeline Gated(string flags)
    {
        var builder = Builder();
        builder.Services.AddFeatureFlags(o =>
        {
            o.Environment = "staging";
            o.AddProvider(new InMemoryFlagConfigProvider($$"""{ "schema": 1, "flags": { {{flags}} } }"""));
        });
        builder.Services.AddRequestFlags();
        return new Pipeline(Started(builder), endpoint => endpoint.RequireFlag("checkout-v2"));
    }

    /// <summary>One request of an authenticated user.</summary>
    /// <returns>The status.</returns>
    public int Send(int user)
    {
        var features = new FeatureCollection(8);
        features.Set<IHttpRequestFeature>(
            new HttpRequestFeature { Method = "GET", Path = "/checkout", Protocol = "HTTP/1.1", Scheme = "http" });
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpAuthenticationFeature>(new Authentication { User = Users[user] });
        var http = _contexts.Create(features);
        _pipeline(http).GetAwaiter().GetResult();
        var status = http.Response.StatusCode;
        _contexts.Dispose(http);
        return status;
    }

    public void Dispose() => _app.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static WebApplicationBuilder Builder()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        return builder;
    }

    /// <summary>The same server waits in the background of each, and gets no request.</summary>
    private static WebApplication Started(WebApplicationBuilder builder)
    {
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.StartAsync().GetAwaiter().GetResult();
        return app;
    }

    private sealed class Authentication : IHttpAuthenticationFeature
    {
        public ClaimsPrincipal? User { get; set; }
    }
}
