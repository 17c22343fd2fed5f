using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using Dataface.Flags.Simulations.Fleet;

namespace Dataface.Flags.Simulations.Registry;

/// <summary>An experiment that runs on a server, and events of it.</summary>
internal static class MeasuredExperiment
{
    /// <summary>How many events each unit has: its exposure, and three outcomes.</summary>
    public const int EventsOfUnit = 4;

    private const string Flag = "measured";

    private static readonly string[] OperatorScopes = ["operate"];

    private static readonly string[] Kpis = ["orders", "revenue", "errors"];

    private static readonly string[] Types = ["dataface.flags.exposure", "order_placed", "handled", "failed"];

    /// <summary>Adds an experiment that has not begun.</summary>
    public static async Task AddDraftAsync(ServerProcess server, int number)
    {
        using var added = await server.Client.PostAsJsonAsync(
            "/api/experiments", new { id = $"e{number}", name = $"Experiment {number}", hypothesis = "It helps.", kpis = Kpis });
        await ThrowIfRefusedAsync(added);
    }

    public static async Task StartAsync(ServerProcess server, string id)
    {
        await new Operator(server).PublishAsync(FlagDocument());
        using (var added = await server.Client.PostAsync(new Uri("/api/experiments", UriKind.Relative),
            new StringContent(Yaml(id), Encoding.UTF8, "application/yaml"))) await ThrowIfRefusedAsync(added);
        using var approver = await ApproverAsync(server, id);
        foreach (var (to, by) in new[] { ("approved", approver), ("running", server.Client) })
        {
            using var step = await by.PostAsJsonAsync($"/api/experiments/{id}/status", new { to, reason = "measured" });
            await ThrowIfRefusedAsync(step);
        }
    }

    /// <summary>Whoever has written a design cannot approve it.</summary>
    private static async Task<HttpClient> ApproverAsync(ServerProcess server, string id)
    {
        using var made = await server.Client.PostAsJsonAsync("/api/keys", new { name = $"approver-{id}", scopes = OperatorScopes });
        await ThrowIfRefusedAsync(made);
        var key = await made.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>();
        var client = new HttpClient { BaseAddress = server.Client.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key.GetProperty("secret").GetString());
        return client;
    }

    /// <summary>Results as a day's load sends them: three metrics of two variants over some days.</summary>
    public static object Results(int days, int seed)
    {
        var random = new Random(seed);
        var (arms, cohorts, at) = (new[] { "off", "on" }, Enumerable.Range(-days, days).Select(Day).ToList(), DateTimeOffset.UtcNow);
        return new
        {
            kpis = cohorts.SelectMany(cohort => arms.SelectMany(variant => new object[]
            {
                new { metric = "orders", variant, cohort, kind = "proportion", units = 3000, sum = random.Next(290, 310),
                    refreshedAt = at },
                new { metric = "revenue", variant, cohort, kind = "mean", units = 3000, sum = 3000 + random.NextDouble(),
                    sumOfSquares = 90000.0, refreshedAt = at },
                new { metric = "errors", variant, cohort, kind = "ratio", units = 3000, sum = 30.0, sumOfSquares = 30.0,
                    denominatorSum = 6000.0, denominatorSumOfSquares = 13000.0, crossSum = 62.0, refreshedAt = at },
            })),
            exposures = cohorts.SelectMany(cohort => arms.Select(variant => new { variant, cohort, units = 3000 })),
        };
    }

    /// <summary>Events from one number to another, as CloudEvents; every number is one event.</summary>
    public static byte[] Events(long from, int count)
    {
        var text = new StringBuilder("[", count * 220);
        var now = DateTime.UtcNow;
        for (var number = from; number < from + count; number++)
        {
            var (unit, place) = Math.DivRem(number, EventsOfUnit);
            var at = now.AddMinutes(-(unit % 10_000)).AddSeconds(-10 + place);
            if (number > from) text.Append(',');
            text.Append(CultureInfo.InvariantCulture,
                $"{{\"specversion\":\"1.0\",\"id\":\"{number}\",\"source\":\"measured\",\"type\":\"{Types[place]}\","
                + $"\"time\":\"{at:O}\",\"data\":{{\"v\":1,\"unit\":\"unit-{unit}\"");
            if (place == 0) text.Append(
                CultureInfo.InvariantCulture, $",\"flag\":\"{Flag}\",\"variant\":\"{(unit % 2 == 0 ? "on" : "off")}\"}}}}");
            else text.Append(",\"attributes\":{\"amount\":12.5}}}");
        }

        return Encoding.UTF8.GetBytes(text.Append(']').ToString());
    }

    public static async Task ThrowIfRefusedAsync(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    private const string Rollout = """{ "rollout": { "percent": 100, "split": { "off": 1, "on": 1 }, "ramp": { "steps": [5, 100] } } }""";

    private static string Yaml(string id) => $$"""
        schema: 1
        id: {{id}}
        title: Measured {{id}}
        owner: team-{{id}}
        type: feature
        problem: Baskets are left.
        hypothesis: If it is one page, more baskets become orders, because nobody has to go back.
        expected_outcome: Orders rise by 5 %.
        variable: number of pages
        touches: [checkout]
        user_notice: { visible: true, how: A line on the page. }
        rollback_plan: Kill the flag.
        approvals: [{ role: business, by: Ada, on: {{Day(-40)}}, reference: B-1 }]
        flag: {{Flag}}
        design:
          control: "off"
          treatments: ["on"]
          exposure: 100 %
          start: {{Day(-30)}}
          end: {{Day(20)}}
          minimum_detectable_effect: 5 %
          traffic: 6000
        metrics:
          orders: { kind: conversion, event: order_placed, window: 1d, baseline: 10 % }
          revenue: { kind: engagement, event: order_placed, value: amount }
          errors: { kind: error_rate, event: failed, denominator: handled }
        success_metrics: [orders]
        failure_metrics: [errors]
        gates:
          - { metric: orders, statistic: lift_lower, comparison: above, threshold: 0, role: success }
          - { metric: errors, statistic: difference_lower, comparison: at_most, threshold: 2 %, role: guardrail }

        """;

    private static string FlagDocument() => $$"""
        { "schema": 1, "flags": { "{{Flag}}": {
          "description": "A flag of a measurement.", "owner": "team-measured", "kind": "experiment", "created": "{{Day(0)}}",
          "expires": "{{Day(60)}}",
          "approval": { "by": "Ada", "on": "{{Day(0)}}", "reference": "B-1" },
          "environments": { "production": {{Rollout}}, "staging": {{Rollout}} }
        } } }
        """;

    private static string Day(int days) => DateTime.UtcNow.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
