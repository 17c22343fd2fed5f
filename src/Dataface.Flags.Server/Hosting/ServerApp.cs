using Dataface.Flags.Server.Access;
using Dataface.Flags.Server.Board;
using Dataface.Flags.Server.Bodies;
using Dataface.Flags.Server.Changes;
using Dataface.Flags.Server.Definitions;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Events;
using Dataface.Flags.Server.Experiments;
using Dataface.Flags.Server.Export;
using Dataface.Flags.Server.Feed;
using Dataface.Flags.Server.Guarding;
using Dataface.Flags.Server.Health;
using Dataface.Flags.Server.History;
using Dataface.Flags.Server.Incidents;
using Dataface.Flags.Server.Instances;
using Dataface.Flags.Server.Keys;
using Dataface.Flags.Server.Ofrep;
using Dataface.Flags.Server.Outbound;
using Dataface.Flags.Server.Outcomes;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Proxies;
using Dataface.Flags.Server.Settings;
using Dataface.Flags.Server.Usage;
using Dataface.Flags.Server.Webhooks;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Hosting;

/// <summary>Puts the server together.</summary>
internal static class ServerApp
{
    private const string DefaultAddress = "http://127.0.0.1:8383";

    /// <summary>Makes a server that is ready to be started.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="configure">Changes what it is made of, in tests.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = CreateBuilder(args);
        AddServices(builder.Services);
        builder.AddExport();
        builder.WebHost.ConfigureKestrel((_, kestrel) => kestrel.AddServerHeader = false);
        builder.Services.AddOptions<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>()
            .Configure<IOptions<ServerSettings>>((kestrel, options) => kestrel.Limits.MaxRequestBodySize = options.Value.MaxRequestBytes);
        configure?.Invoke(builder);
        var app = builder.Build();
        app.UseMiddleware<ProblemAnswers>();
        app.UseMiddleware<HeadRequests>();
        app.UseProxies();
        app.UseRouting();
        if (!app.Services.GetRequiredService<WebOrigins>().IsEmpty) app.UseCors();
        app.UseMiddleware<AccessGate>();
        app.UseMiddleware<BodyGate>();
        app.UseMiddleware<ReadGauge>();
        app.UseMiddleware<TeamGate>();
        Map(app);
        return app;
    }

    /// <summary>What is configured, and where it listens, without any part of the server.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        if (ServerConfiguration.Add(builder.Configuration, args) is { } secrets) builder.Services.AddSingleton(secrets);
        var (urls, endpoints) =
            (builder.Configuration[WebHostDefaults.ServerUrlsKey], builder.Configuration.GetSection("Kestrel:Endpoints"));
        if (string.IsNullOrEmpty(urls) && !endpoints.Exists()) builder.WebHost.UseUrls(DefaultAddress);
        return builder;
    }

    private static void AddServices(IServiceCollection services)
    {
        // It makes ready what the others use, so that it is started before them.
        services.AddSingleton<Startup>();
        services.AddHostedService(provider => provider.GetRequiredService<Startup>());
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<FailureLog>();
        services.AddSettings();
        services.AddProxies();
        services.AddOutbound();
        services.AddStorage();
        services.AddKeys();
        services.AddEnvironments();
        services.AddAccess();
        services.AddFeed();
        services.AddUsage();
        services.AddInstances();
        services.AddChanges();
        services.AddDefinitions();
        services.AddEvidence();
        services.AddExperiments();
        services.AddEvents();
        services.AddOutcomes();
        services.AddIncidents();
        services.AddWebhooks();
        services.AddHealth();
        services.AddBoard();
        services.AddOpenApi();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        services.ConfigureHttpJsonOptions(json => ApiJsonRules.Apply(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
    }

    private static void Map(WebApplication app)
    {
        var routes = app.MapGroup("");
        AccessTable.Apply(routes);
        routes.MapHealth();
        routes.MapFeed();
        routes.MapInstances();
        routes.MapUsage();
        routes.MapChanges();
        routes.MapDefinitions();
        routes.MapHistory();
        routes.MapEvidence();
        routes.MapKeys();
        routes.MapExperiments();
        routes.MapEvents();
        routes.MapOutcomes();
        routes.MapIncidents();
        routes.MapWebhooks();
        var ofrep = routes.MapOfrep(OfrepClient.Of).WithTags("OFREP");
        if (app.Services.GetRequiredService<WebOrigins>() is { IsEmpty: false } origins) ofrep.RequireCors(origins.Apply);
        routes.MapBoard();
        routes.MapOpenApi("/openapi/v1.json");

        // Otherwise routes are made when the first request comes, and a fault in one would show then.
        foreach (var source in ((IEndpointRouteBuilder)app).DataSources) _ = source.Endpoints;
    }
}
