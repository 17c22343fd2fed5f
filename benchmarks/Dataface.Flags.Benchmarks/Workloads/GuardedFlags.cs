using System.Globalization;
using Dataface.Flags.Guard;
using Dataface.Flags.Providers;

namespace Dataface.Flags.Benchmarks.Workloads;

/// <summary>Clients with guarded flags.</summary>
internal static class GuardedFlags
{
    public static readonly string[] Keys = [.. Enumerable.Range(0, 100).Select(i => "guarded-" + i.ToString(CultureInfo.InvariantCulture))];

    /// <summary>Starts a client whose guards are looked at by hand.</summary>
    public static FlagClient Start(int flags, Func<int, string> guard)
    {
        var definitions = Enumerable.Range(0, flags).Select(i => $$"""
            "{{Keys[i]}}": { "owner": "team", "created": "2026-11-20", "expires": "2027-02-01", "guard": {{guard(i)}},
              "environments": { "{{WorkloadFlags.Environment}}": { "rollout": { "percent": 5 } } } }
            """);
        var client = FlagClient.StartAsync(o =>
        {
            (o.Environment, o.GuardInterval) = (WorkloadFlags.Environment, TimeSpan.FromDays(1));
            o.AddProvider(new InMemoryFlagConfigProvider($$"""{ "schema": 1, "flags": { {{string.Join(',', definitions)}} } }"""));
        }).GetAwaiter().GetResult();
        client.LookAtGuardsAsync().GetAwaiter().GetResult();
        return client;
    }

    /// <summary>Evaluations of a flag whose units the guard has seen, as it has most units of a service.</summary>
    public static Evaluation<bool>[] Evaluate(FlagClient client, int flag)
    {
        var evaluations = Array.ConvertAll(People.Contexts, context => client.Evaluate(Keys[flag], context));
        for (var round = 0; round < 8; round++)
        {
            foreach (var evaluation in evaluations) client.Guard.Record(evaluation, GuardOutcome.Success, TimeSpan.FromMilliseconds(40));
            if (round < 6) client.LookAtGuardsAsync().GetAwaiter().GetResult();
        }

        return evaluations;
    }
}
