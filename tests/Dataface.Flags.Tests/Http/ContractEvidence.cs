using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Dataface.Flags.Guard;

namespace Dataface.Flags.Tests.Http;

/// <summary>The guards' evidence by the contract.</summary>
internal static class ContractEvidence
{
    public static async Task AddAsync(HttpListenerContext context, IGuardEvidenceStore store)
    {
        var body = (await JsonNode.ParseAsync(context.Request.InputStream))!;
        var epoch = body["epoch"]!;
        await store.AddAsync(
            new()
            {
                Epoch = new((string)epoch["rollout"]!, (int)epoch["number"]!, Instant((string)epoch["start"]!)),
                Instance = Guid.Parse((string)body["instance"]!),
                Sequence = (long)body["sequence"]!,
                Observations = [.. body["observations"]!.AsArray().Select(o => Observation(o!.AsArray()))],
                Tallies = [.. body["tallies"]!.AsArray().Select(t => new GuardTally((string)t![0]!, (int)t[1]!, (long)t[2]!))],
            },
            default);
        ContractJson.Status(context, 204);
    }

    public static async Task ReadAsync(HttpListenerContext context, IGuardEvidenceStore store)
    {
        var query = context.Request.QueryString;
        var epoch = new GuardEpoch(query["rollout"]!, Number(query["number"]!), Instant(query["start"]!));
        var evidence = await store.ReadAsync(epoch, Number(query["from"]!), default);
        var answer = new JsonObject
        {
            ["bucket"] = evidence.Bucket,
            ["units"] = evidence.Units,
            ["counts"] = new JsonArray([.. evidence.Counts.Select(c => new JsonArray(c.Bucket, c.Signal, c.Treatment, c.Bin, c.Count))]),
        };
        await ContractJson.AnswerAsync(context, answer.ToJsonString());
    }

    private static GuardObservation Observation(JsonArray parts) =>
        new()
        {
            Signal = (string)parts[0]!,
            Treatment = (int)parts[1]!,
            Unit = Hex(parts[2]!),
            Bin = (int)parts[3]!,
            Source = parts.Count == 5 ? Hex(parts[4]!) : 0,
        };

    private static ulong Hex(JsonNode text) => ulong.Parse((string)text!, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
