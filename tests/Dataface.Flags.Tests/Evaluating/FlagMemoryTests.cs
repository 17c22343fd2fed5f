using System.Globalization;
using System.Text;
using Dataface.Flags.Providers;
using Dataface.Flags.Testing;

namespace Dataface.Flags.Tests.Evaluating;

/// <summary>What a flag of a client keeps in memory beside its document: the goals are 1.2 KB, and 2.5 KB once it is evaluated.</summary>
[TestFixture, NonParallelizable]
internal sealed class FlagMemoryTests
{
    private const int Flags = 10_000;
    private const int Slack = 150;

    private static readonly string[] Keys =
        [.. Enumerable.Range(0, Flags).Select(i => i.ToString("'flag-'00000", CultureInfo.InvariantCulture))];

    [TestCase("")]
    [TestCase("""
        "variants": { "off": false, "on": true }, "offVariant": "off",
        """)]
    [Rule("a flag that nobody evaluates takes 1.2 KB at most, and 2.5 KB when threads evaluate it")]
    public async Task StartAsync_TenThousandFlags_EachTakesLittle(string variants)
    {
        var json = Document(Keys, variants);
        await using (await StartAsync(Document(Keys[..10], variants)))
        {
            // What is made once per process is there now.
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var client = await StartAsync(json);
        var idle = (GC.GetTotalMemory(forceFullCollection: true) - before - json.Length) / Flags;
        EvaluateInThreads(client, 1);
        var evaluated = (GC.GetTotalMemory(forceFullCollection: true) - before - json.Length) / Flags;
        EvaluateInThreads(client, 16);
        var evaluatedByMany = (GC.GetTotalMemory(forceFullCollection: true) - before - json.Length) / Flags;
        TestContext.Out.WriteLine($"bytes per flag: {idle} idle, {evaluated} evaluated, {evaluatedByMany} evaluated by 16 threads");
        Assert.That(idle, Is.LessThan(1_229 + Slack), "never evaluated");
        Assert.That(evaluated, Is.LessThan(2_560), "evaluated");
        Assert.That(evaluatedByMany, Is.LessThan(2_560 + Slack), "evaluated by 16 threads, as 16 processors do");
        GC.KeepAlive(client);
    }

    private static void EvaluateInThreads(FlagClient client, int count)
    {
        using var together = new Barrier(count);
        var threads = Enumerable.Range(0, count).Select(_ => new Thread(() =>
        {
            // All are alive at once, so that each counts in cells of its own.
            together.SignalAndWait();
            var context = EvaluationContext.ForUser("user-42");
            foreach (var key in Keys) client.IsEnabled(key, context);
            together.SignalAndWait();
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
    }

    private static Task<FlagClient> StartAsync(string json) => FlagClient.StartAsync(o =>
    {
        (o.Environment, o.TimeProvider) = ("staging", new ManualTimeProvider());
        o.AddProvider(new InMemoryFlagConfigProvider(json));
    });

    private static string Document(string[] keys, string variants)
    {
        var json = new StringBuilder("""{ "schema": 1, "flags": { """);
        foreach (var key in keys)
        {
            json.Append(CultureInfo.InvariantCulture, $$"""
                "{{key}}": { "owner": "bench", "created": "2026-11-20", "expires": "2027-05-01", {{variants}}
                "environments": { "staging": { "rollout": { "percent": 25 } } } },
                """);
        }

        json.Length--;
        return json.Append("} }").ToString();
    }
}
