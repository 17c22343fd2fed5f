using System.Text.Json;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Server.Bodies;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Settings;
using Dataface.Flags.Server.Storage;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Experiments;

/// <summary>The registry of experiments.</summary>
internal static class ExperimentEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1_000;

    public static void AddExperiments(this IServiceCollection services)
    {
        services.AddSettingsCheck(PolicySetting.Failures);
        services.AddSingleton(provider => PolicySetting.Read(provider.GetRequiredService<IOptions<ServerSettings>>().Value));
        services.AddSingleton<IExperimentRegistry>(provider => provider.GetRequiredService<ServerStorage>().Experiments);
        services.AddSingleton<ExperimentFolder>();
        services.AddSingleton<ExperimentFlags>();
        services.AddSingleton<ExperimentViews>();
        services.AddSingleton<ObjectiveGate>();
        services.AddSingleton<ExperimentService>();
        services.AddSingleton<ExperimentDataService>();
        services.AddSingleton<ReadCounter>();
        services.AddSingleton<ServiceLevels>();
        services.AddSingleton<ExperimentMeter>();
        services.AddHostedService(provider => provider.GetRequiredService<ExperimentMeter>());
    }

    public static void MapExperiments(this IEndpointRouteBuilder routes)
    {
        var reads = routes.MapGroup("/api/experiments").WithTags("Experiments").WithMetadata(new ReadGauge.Counted());
        reads.MapGet("", ListAsync).WithName("listExperiments")
            .WithSummary("All experiments, by identifier, or those of the key's team; 'status' narrows it.")
            .Produces<IReadOnlyList<ExperimentAnswer>>();
        reads.MapGet("/service-levels", ServiceLevelsAsync).WithName("getServiceLevels")
            .WithSummary("What the registry measures of itself, or of the experiments of the key's team.").Produces<ServiceLevelsAnswer>();
        reads.MapGet("/{id}", GetAsync).WithName("getExperiment").WithSummary("Core details, KPIs, freshness and gates.")
            .Produces<ExperimentAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
        reads.MapGet("/{id}/decision", DecisionAsync).WithName("getDecision").WithSummary("What is recommended, and why.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json").ProducesProblem(StatusCodes.Status404NotFound);
        reads.MapGet("/{id}/document", DocumentAsync).WithName("getExperimentDocument").WithSummary("The document, YAML as it was sent.")
            .Produces(StatusCodes.Status200OK, contentType: "application/yaml").ProducesProblem(StatusCodes.Status404NotFound);
        reads.MapGet("/{id}/refreshes", RefreshesAsync).WithName("listRefreshes").WithSummary("The loads of its data, the last one first.")
            .Produces<IReadOnlyList<RefreshAnswer>>().ProducesProblem(StatusCodes.Status404NotFound);
        reads.MapGet("/{id}/audit", AuditAsync).WithName("getExperimentAudit").WithSummary("What has been done to it, the first first.")
            .Produces<IReadOnlyList<AuditAnswer>>().ProducesProblem(StatusCodes.Status404NotFound);

        var changes = routes.MapGroup("/api/experiments").WithTags("Experiments");
        changes.MapPost("", CreateAsync).WithName("addExperiment")
            .WithSummary("Adds a draft: from name, hypothesis and KPIs as JSON, or from a whole document as YAML.")
            .Accepts<ExperimentRequest>("application/json", "application/yaml", "text/yaml")
            .Produces<ExperimentAnswer>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        changes.MapPut("/{id}/document", ReplaceAsync).WithName("replaceExperimentDocument")
            .WithSummary("Gives a draft another document, YAML.")
            .Accepts<string>("application/yaml", "text/yaml").Produces<ExperimentAnswer>()
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        changes.MapPost("/{id}/status", ChangeStatusAsync).WithName("changeExperimentStatus")
            .WithSummary("Takes it a step on; the policy's checks refuse with reasons.")
            .Produces<ExperimentAnswer>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        routes.MapPost("/api/experiments/{id}/kpis", AddKpisAsync).WithTags("Experiments")
            .WithName("addKpis").WithSummary("Adds results: sums by variant, metric and day of first exposure. All rows or none.")
            .Accepts<object>("application/json").Produces<LoadAnswer>()
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        changes.MapPut("/{id}/kpis", ReplaceKpisAsync).WithName("replaceKpis")
            .WithSummary("Puts results in the place of all that are there; X-Reason says why. All rows or none.")
            .Accepts<object>("application/json").Produces<LoadAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        routes.MapGet("/api/refreshes", AllRefreshesAsync).WithTags("Experiments")
            .WithName("listAllRefreshes").WithSummary("The loads of all data, or of those of the key's team, the last one first.")
            .Produces<IReadOnlyList<RefreshAnswer>>();
    }

    private static Task<IReadOnlyList<ExperimentAnswer>> ListAsync(HttpContext http, ExperimentService service, string? status) =>
        service.ListAsync(http.Caller(), status, http.RequestAborted);

    private static async Task<ServiceLevelsAnswer> ServiceLevelsAsync(HttpContext http, ServiceLevels levels) =>
        await levels.MeasureAsync(http.Caller(), http.RequestAborted);

    private static Task<ExperimentAnswer> GetAsync(HttpContext http, string id, ExperimentService service) =>
        service.AnswerAsync(id, http.RequestAborted);

    private static async Task DecisionAsync(HttpContext http, string id, ExperimentService service)
    {
        var view = await service.FindAsync(id, http.RequestAborted);
        http.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("id", view.Record.Id);
        json.WriteString("status", Dataface.Flags.Experiments.Documents.Reading.ExperimentWords.Statuses[view.Record.Status]);
        DecisionCodec.Write(json, view.Decision);
        json.WriteEndObject();
    }

    private static async Task<IResult> DocumentAsync(HttpContext http, string id, ExperimentService service) =>
        Results.Text(
            (await service.GetAsync(id, http.RequestAborted)).Definition
                ?? throw new ProblemException(Problem.NotFound($"The experiment '{id}' was added without a document.")),
            "application/yaml");

    private static async Task<IReadOnlyList<RefreshAnswer>> RefreshesAsync(
        HttpContext http, string id, ExperimentService service, ServerStorage storage, int? limit)
    {
        await service.GetAsync(id, http.RequestAborted);
        return [.. (await storage.Experiments.ReadRefreshLogAsync(id, Checked(limit), http.RequestAborted)).Select(Answer)];
    }

    private static async Task<IReadOnlyList<RefreshAnswer>> AllRefreshesAsync(
        HttpContext http, ExperimentDataService service, int? limit) =>
        [.. (await service.ReadLoadsAsync(http.Caller(), Checked(limit), http.RequestAborted)).Select(Answer)];

    private static int Checked(int? limit) =>
        limit is < 1 or > MaxLimit
            ? throw new ProblemException(Problem.Malformed($"'limit' is not between 1 and {MaxLimit}. Correct it."))
            : limit ?? DefaultLimit;

    private static async Task<IReadOnlyList<AuditAnswer>> AuditAsync(HttpContext http, string id, ServerStorage storage) =>
        [.. (await storage.Experiments.ReadAuditAsync(id, http.RequestAborted)).Select(
            a => new AuditAnswer(a.At, a.By, ClaimedName.KeyOf(a.By), ClaimedName.NameOf(a.By), a.Action, a.Reason, a.Before, a.After))];

    private static async Task<IResult> CreateAsync(HttpContext http, ExperimentService service, IOptions<JsonOptions> json)
    {
        var body = await RawBody.ReadAsync(http);
        var caller = http.Caller();
        var record = IsYaml(http.Request)
            ? await service.CreateAsync(body, caller, http.RequestAborted)
            : await service.CreateAsync(JsonBody.Read<ExperimentRequest>(body, json.Value.SerializerOptions), caller, http.RequestAborted);
        return Results.Created($"{http.Request.PathBase}/api/experiments/{record.Id}", await service.AnswerAsync(record));
    }

    private static async Task<ExperimentAnswer> ReplaceAsync(HttpContext http, string id, ExperimentService service)
    {
        var reason = ReasonOf(http) ?? "replaced";
        return await service.AnswerAsync(
            await service.ReplaceAsync(id, await RawBody.ReadAsync(http), http.Caller(), reason, http.RequestAborted));
    }

    private static async Task<ExperimentAnswer> ChangeStatusAsync(
        HttpContext http, string id, StatusRequest request, ExperimentService service) =>
        await service.AnswerAsync(await service.ChangeAsync(id, request, http.Caller(), http.RequestAborted));

    private static async Task<LoadAnswer> AddKpisAsync(HttpContext http, string id, ExperimentDataService service) =>
        await service.AddAsync(id, await RawBody.ReadAsync(http), http.Caller().Name, http.RequestAborted);

    private static async Task<LoadAnswer> ReplaceKpisAsync(HttpContext http, string id, ExperimentDataService service)
    {
        var reason = ReasonOf(http)
            ?? throw new ProblemException(Problem.Malformed("What is there is replaced only for a reason: send 'X-Reason'."));
        return await service.ReplaceAsync(id, await RawBody.ReadAsync(http), http.Caller().Name, reason, http.RequestAborted);
    }

    private static string? ReasonOf(HttpContext http) => http.Request.Headers["X-Reason"].FirstOrDefault() is { } text
        ? ChangeText.Checked(Uri.UnescapeDataString(text), "X-Reason") : null;

    private static bool IsYaml(HttpRequest request) =>
        request.ContentType?.Split(';')[0].Trim() is "application/yaml" or "application/x-yaml" or "text/yaml";

    private static RefreshAnswer Answer(RefreshEntry entry) => new(
        entry.Id, entry.Job, entry.StartedAt, entry.FinishedAt,
        entry.Status switch { RefreshStatus.Succeeded => "succeeded", RefreshStatus.Failed => "failed", _ => "running" },
        entry.Rows, entry.Error, entry.Lag?.TotalSeconds);
}
