using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Server.Tests.Experiments;

namespace Dataface.Flags.Server.Tests.Mutations;

/// <summary>A sound request of each route that reads a body. A route that has none here fails the test that asks for it.</summary>
internal static class RouteSeeds
{
    private const string Json = "application/json";
    private const string Yaml = "application/yaml";
    private const string Form = "application/x-www-form-urlencoded";

    /// <summary>What parameters of addresses and queries are called, and a sound value.</summary>
    public static IReadOnlyDictionary<string, string> Values { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["environment"] = "production",
        ["key"] = "checkout-v2",
        ["id"] = "one-page",
        ["number"] = "1",
        ["name"] = "storefront",
        ["sequence"] = "1",
        ["lineage"] = "",
        ["wait"] = "0",
        ["service"] = "shop",
        ["limit"] = "5",
        ["minutes"] = "30",
        ["rule"] = "employees",
        ["hours"] = "5",
        ["by"] = "hour",
        ["before"] = "100",
        ["flag"] = "checkout-v2",
        ["action"] = "kill",
        ["status"] = "running",
        ["rollout"] = "checkout-v2/production/*/0123456789abcdef",
        ["start"] = "2026-01-01T00:00:00Z",
        ["from"] = "0",
        ["return"] = "/flags",
        ["documentName"] = "v1",
    };

    public static IReadOnlyDictionary<string, IReadOnlyList<RouteSeed>> All { get; } =
        new Dictionary<string, IReadOnlyList<RouteSeed>>(StringComparer.Ordinal)
        {
            ["POST /api/flags/{key}/kill"] = [new(Json, Change(4, ""))],
            ["POST /api/flags/{key}/restore"] = [new(Json, Change(5, ""))],
            ["POST /api/flags/{key}/ramp"] =
        [
            new(Json, Change(6, ""","action":"pause" """)),
            new(Json, Change(7,
                ""","action":"advance","rollout":"checkout-v2/production/*/0123456789abcdef","stage":0,"epoch":1,"share":5000""")),
        ],
            ["PUT /api/flags"] =
            [new(Json, TestDocument.WithGuard("checkout-v2"), "If-Match", "If-None-Match", "X-By", "X-Reason", "X-Change-Id",
                "X-Break-Experiment")],
            ["POST /api/flags/rollback/{number}"] = [new(
                Json, """{"reason":"worse","id":"7d9e8d52-8d5c-4b7e-9c50-000000000001","by":"ada","breakExperiments":["one-page"]}""")],
            ["POST /api/guard/evidence"] = [new(Json, Evidence())],
            ["POST /api/instances"] = [new(Json, Report(""","leaves":true"""))],
            ["POST /api/instances/{id}"] = [new(
                Json, Report($$""","leaves":true,"token":"0123456789abcdef0123456789abcdef","usage":{{Usage}}"""))],
            ["POST /api/instances/{id}/forget"] =
            [new(Json, """{"environment":"production","reason":"the host is gone","by":"ada"}""")],
            ["POST /api/guard/outcomes"] = [new(Json, Outcomes)],
            ["POST /api/flags/{key}/signals"] =
            [new(Json, """{"environment":"production","signal":"fraud","reason":"17","id":"7d9e8d52-8d5c-4b7e-9c50-000000000008"}""")],
            ["POST /api/keys"] = [new(
                Json, """{"name":"storefront","scopes":["read","evaluate"],"environment":"production","team":"team-payments"}""")],
            ["POST /api/keys/{name}/rotate"] = [new(Json, "")],
            ["DELETE /api/keys/{name}"] = [new(Json, "")],
            ["DELETE /api/keys/{name}/{id}"] = [new(Json, "")],
            ["POST /api/webhooks"] = [new(
                Json,
                """{"name":"storefront","address":"https://[::1]/flags","events":["flag.*","key.made"],"environment":"production"}""")],
            ["POST /api/webhooks/{name}/test"] = [new(Json, "")],
            ["DELETE /api/webhooks/{name}"] = [new(Json, "")],
            ["POST /api/experiments"] =
        [
            new(Json, """{"name":"One page","hypothesis":"More """
                + """orders.","kpis":["orders","revenue"],"id":"another","owner":"team-payments"}"""),
            new(Yaml, ExperimentDocument.Yaml("third")),
        ],
            ["PUT /api/experiments/{id}/document"] = [new(Yaml, ExperimentDocument.Yaml(), "X-Reason")],
            ["POST /api/experiments/{id}/status"] = [new(
                Json, """{"to":"decided","reason":"It is clear.","verdict":"ship","readout":"R-1","by":"ada","override":"We like it."}""")],
            ["POST /api/experiments/{id}/kpis"] =
            [new(Json, JsonSerializer.Serialize(ExperimentDocument.Results(), JsonSerializerOptions.Web))],
            ["PUT /api/experiments/{id}/kpis"] =
            [new(Json, JsonSerializer.Serialize(ExperimentDocument.Results(), JsonSerializerOptions.Web), "X-Reason")],
            ["POST /api/experiments/{id}/events"] = [new("application/cloudevents+json", Events())],
            ["POST /api/events"] = [new("application/cloudevents-batch+json", Events())],
            ["POST /ofrep/v1/evaluate/flags"] = [new(Json, Context, "If-None-Match")],
            ["POST /ofrep/v1/evaluate/flags/{key}"] = [new(Json, Context)],
            ["POST /login"] = [new(Form, "key=dff_none&return=%2Fflags")],
            ["POST /logout"] = [new(Form, "x=1")],
            ["POST /flags/{environment}/{key}/kill"] = [new(Form, "reason=errors&id=7d9e8d52-8d5c-4b7e-9c50-000000000002")],
            ["POST /flags/{environment}/{key}/pause"] = [new(Form, "reason=wait&rule=&id=7d9e8d52-8d5c-4b7e-9c50-000000000011")],
            ["POST /flags/{environment}/{key}/resume"] = [new(Form, "reason=on&rule=&id=7d9e8d52-8d5c-4b7e-9c50-000000000012")],
            ["POST /definitions/{number}/rollback"] = [new(Form, "reason=worse&id=7d9e8d52-8d5c-4b7e-9c50-000000000013")],
            ["POST /instances/{environment}/{id}/forget"] = [new(Form, "reason=gone")],
            ["POST /experiments/{id}/approve"] = [new(Form, "reason=agreed")],
            ["POST /experiments/{id}/take-back"] = [new(Form, "reason=not+yet")],
            ["POST /experiments/{id}/start"] = [new(Form, "reason=out")],
            ["POST /experiments/{id}/clean-up"] = [new(Form, "reason=done")],
            ["POST /experiments/{id}/decide"] = [new(Form, "verdict=ship&reason=clear&readout=R-1&override=&recommended=ship")],
            ["POST /flags/{environment}/{key}/restore"] = [new(Form, "reason=mended&id=7d9e8d52-8d5c-4b7e-9c50-000000000003")],
        };

    private const string Context = """{"context":{"targetingKey":"user-1","plan":"pro","age":7,"tags":["a","b"],"nested":{"x":1}}}""";

    private const string Usage =
        """{"number":1,"lines":[{"flag":"checkout-v2","variant":"on","reason":"rollout","count":12}]}""";

    private const string Outcomes = """
        {"outcomes":[{"id":"o1","flag":"checkout-v2","context":{"targetingKey":"user-1","age":7},"variant":"off",
          "outcome":"error","durationMs":12.5,"signal":"auth_failure"},
         {"id":"o2","flag":"checkout-v2","unit":"user-2","outcome":"success"},{"id":"o3","objective":"checkout-api","outcome":"cancelled"}]}
        """;

    private static string Change(int id, string more) =>
        $$$"""
        {"environment":"production","reason":"errors","id":"7d9e8d52-8d5c-4b7e-9c50-00000000000{{{id}}}","by":"ada","from":"desk",
         "at":"{{{Now(-1)}}}","evidence":"{\"schema\":1}"{{{more}}}}
        """;

    private static string Report(string more) => $$"""
        {"environment":"production","service":"shop","version":"1.2.3","sdk":"Dataface.Flags/0.1.0","started":"{{Now(-5)}}","sequence":1,
         "lineage":"","applied":3,"definitions":"#1","problem":"flags.json: gone"{{more}}}
        """;

    private static string Evidence() => $$"""
        {"epoch":{"rollout":"checkout-v2/production/*/0123456789abcdef","number":1,"start":"{{Now(-60)}}"},
         "instance":"7d9e8d52-8d5c-4b7e-9c50-00000000000a","sequence":1,
         "observations":[["errors",0,"ff",0],["latency",-1,"1a2b",7]],"tallies":[["requests",0,12],["requests",-1,9]]}
        """;

    private static string Events() =>
        $"[{Event("e1", "order_placed", "\"environment\":\"production\",\"unit\":\"u1\",\"attributes\":{\"amount\":20}")},"
        + $"{Event("e2", "dataface.flags.exposure", "\"unit\":\"u1\",\"flag\":\"checkout-v2\",\"variant\":\"on\"")}]";

    private static string Event(string id, string type, string data) =>
        $$"""{"specversion":"1.0","id":"{{id}}","source":"shop","type":"{{type}}","time":"{{Now(-1)}}","data":{"v":1,{{data}}} }""";

    private static string Now(int minutes) =>
        DateTime.UtcNow.AddMinutes(minutes).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}

/// <summary>A sound body.</summary>
/// <param name="ContentType">Its type.</param>
/// <param name="Body">Its text.</param>
/// <param name="Headers">The headers that the route reads.</param>
internal sealed record RouteSeed(string ContentType, string Body, params string[] Headers);
