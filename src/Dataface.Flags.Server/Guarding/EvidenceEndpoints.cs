using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Guard;
using Dataface.Flags.Server.Access;
using Dataface.Flags.Server.Definitions;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Guarding;

/// <summary>What the instances' guards have seen, counted together.</summary>
internal static class EvidenceEndpoints
{
    public static void MapEvidence(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/guard/evidence", AddAsync)
            .WithName("addEvidence").WithTags("Guard").WithSummary("Adds what one instance has seen; the same report again changes nothing.")
            .Accepts<object>("application/json", "*/*").Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status400BadRequest);
        routes.MapGet("/api/guard/evidence", ReadAsync)
            .WithName("readEvidence").WithTags("Guard").WithSummary("What was counted in an epoch of a rollout, from a time bucket on.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json");
    }

    private static async Task<IResult> AddAsync(HttpContext http, ServerStorage storage, KnownEpochs epochs)
    {
        var report = Read(await BodyReader.ReadAsync(http));
        await storage.Evidence.AddAsync(report with { Epoch = await epochs.FindAsync(http, report.Epoch) }, http.RequestAborted);
        return Results.NoContent();
    }

    private static async Task ReadAsync(HttpContext http, ServerStorage storage, KnownEpochs epochs, string rollout, int number, DateTimeOffset start, int from = 0)
    {
        var epoch = await epochs.FindAsync(http, new(rollout, number, start));
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

    private static GuardReport Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            var root = JsonElement.Parse(body.Span);
            var epoch = root.GetProperty("epoch");
            return new()
            {
                Epoch = new(Text(epoch.GetProperty("rollout")), epoch.GetProperty("number").GetInt32(), epoch.GetProperty("start").GetDateTimeOffset()),
                Instance = root.GetProperty("instance").GetGuid(),
                Sequence = root.GetProperty("sequence").GetInt64(),
                Observations = [.. Items(root, "observations").Select(o => new GuardObservation(Text(o[0]), o[1].GetInt32(), Unit(o[2]), o[3].GetInt32()))],
                Tallies = [.. Items(root, "tallies").Select(t => new GuardTally(Text(t[0]), t[1].GetInt32(), t[2].GetInt64()))],
            };
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException or OverflowException)
        {
            throw new ProblemException(Problem.Malformed($"The body is no report of a guard: {error.Message} docs/server.md has its form."), error);
        }
    }

    private static IEnumerable<JsonElement> Items(JsonElement root, string name) => root.TryGetProperty(name, out var items) ? items.EnumerateArray() : [];

    private static string Text(JsonElement element) => element.GetString() is { Length: > 0 and <= 200 } text ? text : throw new FormatException("a name is missing or too long.");

    private static ulong Unit(JsonElement element) => ulong.Parse(Text(element), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
