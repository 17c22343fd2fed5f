using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dataface.Flags.Publishing;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.Http;

/// <summary>The bodies of the contract, written and read apart from the client's own code, so that a mistake there shows.</summary>
internal static class ContractJson
{
    public static string Cursor(string lineage, PublishedDocument? document, FlagState state) =>
        string.Create(CultureInfo.InvariantCulture, $"{lineage}.{document?.Revision.Number ?? 0}.{state.Sequence}");

    public static string Feed(string environment, string lineage, PublishedDocument? document, FlagState state)
    {
        var feed = Begin(environment, lineage, document, state);
        feed["definitions"] = document is null ? null : new JsonObject
        {
            ["number"] = document.Revision.Number,
            ["sha256"] = document.Revision.Hash,
            ["document"] = JsonNode.Parse(document.Utf8Json.Span),
        };
        feed["state"] = State(lineage, state);
        return feed.ToJsonString();
    }

    public static string StateOnly(string environment, string lineage, PublishedDocument? document, FlagState state)
    {
        var feed = Begin(environment, lineage, document, state);
        feed["state"] = State(lineage, state);
        return feed.ToJsonString();
    }

    public static async Task<StateChange> ReadChangeAsync(HttpListenerContext context, string flag, string route)
    {
        var body = (await JsonNode.ParseAsync(context.Request.InputStream))!;
        return new()
        {
            Id = Guid.Parse((string)body["id"]!),
            Environment = (string)body["environment"]!,
            Action = Enum.Parse<StateAction>((string?)body["action"] ?? route, ignoreCase: true),
            Flag = flag,
            By = (string)body["by"]!,
            From = (string)body["from"]!,
            Reason = (string)body["reason"]!,
            At = DateTimeOffset.Parse((string)body["at"]!, CultureInfo.InvariantCulture),
            Evidence = (string?)body["evidence"],
            Rollout = (string?)body["rollout"],
            Stage = (int?)body["stage"] ?? 0,
            Epoch = (int?)body["epoch"] ?? 1,
            MilliPercent = (int?)body["share"] ?? 0,
        };
    }

    public static async Task AnswerAsync(HttpListenerContext context, string body, int status = 200, string type = "application/json")
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        (context.Response.StatusCode, context.Response.ContentType, context.Response.ContentLength64) = (status, type, bytes.Length);
        await context.Response.OutputStream.WriteAsync(bytes);
        context.Response.Close();
    }

    public static Task ProblemAsync(HttpListenerContext context, int status, string title, string detail) =>
        AnswerAsync(context, new JsonObject { ["title"] = title, ["status"] = status, ["detail"] = detail }.ToJsonString(), status,
            "application/problem+json");

    public static void Status(HttpListenerContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.Close();
    }

    private static JsonObject Begin(string environment, string lineage, PublishedDocument? document, FlagState state) =>
        new() { ["environment"] = environment, ["cursor"] = Cursor(lineage, document, state) };

    private static JsonObject State(string lineage, FlagState state) => new()
    {
        ["sequence"] = state.Sequence,
        ["lineage"] = lineage,
        ["kills"] = new JsonObject(state.Kills.Values.Select(k => KeyValuePair.Create<string, JsonNode?>(
            k.Flag, new JsonObject { ["source"] = k.Source, ["by"] = k.By, ["at"] = Instant(k.At), ["reason"] = k.Reason }))),
        ["ramps"] = new JsonObject(state.Ramps.Select(r => KeyValuePair.Create<string, JsonNode?>(r.Key, Ramp(r.Value)))),
        ["restores"] = new JsonObject(state.Restores.Select(r => KeyValuePair.Create<string, JsonNode?>(r.Key, r.Value))),
    };

    private static JsonObject Ramp(RampState ramp) => new()
    {
        ["stage"] = ramp.Stage,
        ["epoch"] = ramp.Epoch,
        ["share"] = ramp.MilliPercent,
        ["since"] = Instant(ramp.Since),
        ["paused"] = ramp.IsPaused,
    };

    private static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
