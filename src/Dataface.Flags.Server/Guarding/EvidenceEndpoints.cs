using System.Text.Json;
using Dataface.Flags.Server.Bodies;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Guarding;

/// <summary>What the instances' guards have seen, counted together.</summary>
internal static class EvidenceEndpoints
{
    public static void AddEvidence(this IServiceCollection services)
    {
        services.AddSingleton<KnownEpochs>();
        services.AddSingleton<GuardLooks>();
    }

    public static void MapEvidence(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/guard/evidence", AddAsync)
            .WithName("addEvidence").WithTags("Guard")
            .WithSummary("Adds what one instance has seen; the same report again changes nothing.")
            .Accepts<object>("application/json", "*/*").Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status400BadRequest);
        routes.MapGet("/api/guard/evidence", ReadAsync)
            .WithName("readEvidence").WithTags("Guard").WithSummary("What was counted in an epoch of a rollout, from a time bucket on.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json");
    }

    private static async Task<IResult> AddAsync(HttpContext http, ServerStorage storage, KnownEpochs epochs, TimeProvider time)
    {
        var body = JsonBody.Read(await RawBody.ReadAsync(http), "docs/server.md");
        var report = GuardReportReader.Read(body, time.GetUtcNow());
        await storage.Evidence.AddAsync(report with { Epoch = await epochs.FindAsync(http, report.Epoch) }, http.RequestAborted);
        return Results.NoContent();
    }

    private static async Task ReadAsync(
        HttpContext http, ServerStorage storage, KnownEpochs epochs, TimeProvider time, string rollout, int number, DateTimeOffset start,
            int from = 0)
    {
        var epoch = await epochs.FindAsync(http, GuardReportReader.Epoch(rollout, number, start, time.GetUtcNow()));
        var evidence = await storage.Evidence.ReadAsync(epoch, from, http.RequestAborted);
        http.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteNumber("bucket", evidence.Bucket);
        json.WriteNumber("units", evidence.Units);
        json.WriteStartArray("counts");
        foreach (var count in evidence.Counts)
        {
            json.WriteStartArray();
            json.WriteNumberValue(count.Bucket);
            json.WriteStringValue(count.Signal);
            json.WriteNumberValue(count.Treatment);
            json.WriteNumberValue(count.Bin);
            json.WriteNumberValue(count.Count);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
