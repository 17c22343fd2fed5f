using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Settings;
using Dataface.Flags.Values;

namespace Dataface.Flags.Server.Keys;

/// <summary>Makes, rotates, lists and revokes keys. A secret is shown once, to whoever makes it.</summary>
internal static class KeyEndpoints
{
    public static void AddKeys(this IServiceCollection services)
    {
        services.AddSingleton<ConfiguredKeys>();
        services.AddSingleton<KnownKeys>();
        services.AddSingleton<KeyService>();
        services.AddSettingsCheck(options => options.Keys.SelectMany(ConfiguredKeyReader.Failures));
    }

    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/api/keys").WithTags("Keys");
        keys.MapGet("/", async (HttpContext http, KeyService service) =>
            (IReadOnlyList<KeyAnswer>)[.. (await service.ListAsync(http.Caller(), http.RequestAborted)).Select(KeyAnswer.Of)])
            .WithName("listKeys").WithSummary(
            "The server's own keys that can do no more than the one that asks, without secrets. Those of configuration are not listed.")
            .Produces<IReadOnlyList<KeyAnswer>>();
        keys.MapPost("/", MakeAsync)
            .WithName("makeKey").WithSummary("Makes a key that can do no more than the one that makes it.").Produces<NewSecretAnswer>()
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict);
        keys.MapPost("/{name}/rotate", RotateAsync)
            .WithName("rotateKey").WithSummary("Makes a second secret for a key; both are valid until one is revoked.")
            .Produces<NewSecretAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
        keys.MapDelete("/{name}/{id}", RevokeAsync)
            .WithName("revokeSecret").WithSummary("Revokes one secret of a key.").Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
        keys.MapDelete("/{name}", (HttpContext http, string name, KeyService service) => RevokeAsync(http, name, null, service))
            .WithName("revokeKey").WithSummary("Revokes a key with all its secrets.").Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static Task<NewSecretAnswer> MakeAsync(HttpContext http, KeyRequest request, KeyService service)
    {
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > 100 || request.Name != request.Name.Trim()
            || request.Name is "." or ".." || request.Name.Any(c => ShownText.IsHidden(c) || c is '/' or '\\' or '%'))
        {
            throw new ProblemException(Problem.Malformed(
                "The key's name is empty, too long, '.' or '..', or has white space around it, a '/', '\\', '%' or control character. Name "
                + "whoever uses it, such as 'storefront'."));
        }

        var scopes = ScopeNames.Parse(request.Scopes, out var unknown)
            ?? throw new ProblemException(Problem.Malformed($"'{unknown}' is not a scope. Write some of: {ScopeNames.All}."));
        if (scopes == Scope.None) throw new ProblemException(Problem.Malformed($"The key has no scopes. Write some of: {ScopeNames.All}."));
        if (request.Environment is { } environment) EnvironmentNames.Check(environment);
        if (TeamNames.WhyNot(request.Team, scopes) is { } why) throw new ProblemException(Problem.Malformed($"The key has {why}"));
        if (PublicFlags.WhyNot(request.PublicFlags, scopes, request.Team) is { } whyNot)
        {
            throw new ProblemException(Problem.Malformed($"The key has {whyNot}"));
        }

        var key = new ApiKey(request.Name, scopes, request.Environment, request.Team, []) { PublicFlags = request.PublicFlags };
        return service.MakeAsync(http, key);
    }

    private static Task<NewSecretAnswer> RotateAsync(HttpContext http, string name, KeyService service) => service.RotateAsync(http, name);

    private static async Task<IResult> RevokeAsync(HttpContext http, string name, string? id, KeyService service)
    {
        await service.RevokeAsync(http, name, id);
        return Results.NoContent();
    }
}

/// <summary>Asks for a key.</summary>
/// <param name="Name">What the audit trail calls whoever uses it.</param>
/// <param name="Scopes">What it may do: read, evaluate, operate, admin, report, guard, signal.</param>
/// <param name="Environment">The only environment that it is for; null for all.</param>
/// <param name="Team">The only team whose experiments there are for it; null for all. Not with the scope admin.</param>
/// <param name="PublicFlags">The only flags that it may evaluate, in web pages where everybody can read it; null for a key that is a
/// secret.</param>
internal sealed record KeyRequest(
    string Name, IReadOnlyList<string> Scopes, string? Environment = null, string? Team = null, IReadOnlyList<string>? PublicFlags = null);

/// <summary>A key without its secrets.</summary>
internal sealed record KeyAnswer(
    string Name, IReadOnlyList<string> Scopes, string? Environment, string? Team, IReadOnlyList<KeyAnswer.SecretAnswer> Secrets)
{
    /// <summary>The flags that a public key may evaluate; null for a secret one.</summary>
    public IReadOnlyList<string>? PublicFlags { get; init; }

    public static KeyAnswer Of(ApiKey key) =>
        new(key.Name, ScopeNames.List(key.Scopes), key.Environment, key.Team,
            [.. key.Secrets.Select(s => new SecretAnswer(s.Id, s.CreatedAt, s.CreatedBy))])
        {
            PublicFlags = key.PublicFlags,
        };

    /// <summary>What is known of a secret.</summary>
    internal sealed record SecretAnswer(string Id, DateTimeOffset CreatedAt, string CreatedBy);
}

/// <summary>A new secret, shown this once.</summary>
/// <param name="Name">The key's name.</param>
/// <param name="Id">Names the secret where it is revoked.</param>
/// <param name="Secret">What to send.</param>
internal sealed record NewSecretAnswer(string Name, string Id, string Secret);
