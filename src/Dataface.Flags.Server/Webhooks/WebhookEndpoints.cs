using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Settings;
using Dataface.Flags.Values;

namespace Dataface.Flags.Server.Webhooks;

/// <summary>Who is told of what. A secret is shown once, to whoever makes the webhook.</summary>
internal static class WebhookEndpoints
{
    private const int LongestName = 100;

    public static void AddWebhooks(this IServiceCollection services)
    {
        services.AddSingleton<WebhookAddresses>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookService>();
        services.AddSingleton<OutboxSorter>();
        services.AddSingleton<WebhookDeliveries>();
        services.AddHostedService(provider => provider.GetRequiredService<WebhookDeliveries>());
        services.AddSingleton<ILook, ExpiryLook>();
        services.AddSingleton<ILook, RolloutLook>();
        services.AddSingleton<ILook, InstanceLook>();
        services.AddSingleton<ILook, ExperimentLook>();
        services.AddSingleton<ILook, TrailLook>();
        services.AddSingleton<WebhookLooks>();
        services.AddHostedService(provider => provider.GetRequiredService<WebhookLooks>());
        services.AddSettingsCheck(WebhookAddresses.Faults);
    }

    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        var webhooks = routes.MapGroup("/api/webhooks").WithTags("Webhooks");
        webhooks.MapGet("/", (HttpContext http, WebhookService service) => service.ListAsync(http.RequestAborted))
            .WithName("listWebhooks").WithSummary("All webhooks without their secrets, and the status of their deliveries.")
            .Produces<IReadOnlyList<WebhookAnswer>>();
        webhooks.MapPost("/", MakeAsync)
            .WithName("makeWebhook").WithSummary("Makes a webhook and gives the secret that its messages are signed with, this once.")
            .Produces<NewWebhookAnswer>().ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict);
        webhooks.MapPost("/{name}/test", (HttpContext http, string name, WebhookService service) => service.TestAsync(http, name))
            .WithName("testWebhook").WithSummary("Sends a test message to a webhook at once, and says whether it was accepted.")
            .Produces<WebhookTestAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
        webhooks.MapDelete("/{name}", RevokeAsync)
            .WithName("revokeWebhook").WithSummary("Revokes a webhook, with all that waits for it.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<NewWebhookAnswer> MakeAsync(
        HttpContext http, WebhookRequest request, WebhookService service, KnownEnvironments environments)
    {
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > LongestName || request.Name != request.Name.Trim()
            || request.Name is "." or ".."
            || request.Name.Any(c => ShownText.IsHidden(c) || char.IsSurrogate(c) || c is '/' or '\\' or '%'))
        {
            throw new ProblemException(Problem.Malformed(
                "The webhook's name is empty, too long, '.' or '..', or has white space around it, a '/', '\\', '%' or another character "
                + "that addresses cannot hold. Name the receiver, such as 'on-call'."));
        }

        if (WebhookEvents.WhyNot(request.Events ?? []) is { } why) throw new ProblemException(Problem.Malformed(why));
        if (request.Environment is { } environment) await environments.RequireAsync(environment, http.Caller(), http.RequestAborted);
        return await service.MakeAsync(http, request);
    }

    private static async Task<IResult> RevokeAsync(HttpContext http, string name, WebhookService service)
    {
        await service.RevokeAsync(http, name);
        return Results.NoContent();
    }
}
