using Dataface.Flags.Guard;
using Dataface.Flags.Tests.Guard;
using Polly;

namespace Dataface.Flags.Tests.Docs;

/// <summary>The code of docs/guard.md, word for word, compiled and run.</summary>
[TestFixture]
internal sealed class GuardSnippets
{
    [Test]
    public async Task Feeding_AsInTheDocumentation_IsCounted()
    {
        await using var given = new GuardScenario();
        var document = GuardScenario.Document("""{ "counters": ["auth_failure"] }""");
        given.Source.Update(document.Replace("\"f\"", "\"checkout-v2\"", StringComparison.Ordinal));
        var flags = await given.StartAsync();
        Assert.That(() => Feed(flags), Throws.InvalidOperationException);
        await flags.LookAtGuardsAsync();
        Assert.That(given.Status.Signals.Where(s => s.Treatment + s.Control == 1).Select(s => s.Signal),
            Is.EquivalentTo(["errors", "latency", "auth_failure"]));
    }

    private static void Feed(FlagClient flags)
    {
        var user = EvaluationContext.ForUser("user-42");
        var checkout = flags.Evaluate("checkout-v2", user);
        var call = flags.Guard.Begin(checkout);
        try
        {
            Checkout(isNew: checkout.Value);
            call.Complete(GuardOutcome.Success);
        }
        catch (Exception)
        {
            call.Complete(GuardOutcome.Error);
            flags.Guard.Record(checkout, GuardOutcome.Success, TimeSpan.FromMilliseconds(40));
            flags.Guard.Signal(checkout, "auth_failure");
            throw;
        }
    }

    [Test]
    public async Task Lines_AsInTheDocumentation_Feed()
    {
        await using var given = new GuardScenario();
        given.Source.Update(GuardScenario.Document("{}").Replace("\"f\"", "\"checkout-v2\"", StringComparison.Ordinal));
        var flags = await given.StartAsync();
        var user = EvaluationContext.ForUser("user-42");
        var pipeline = new ResiliencePipelineBuilder().AddFlagGuard("checkout-v2", flags.Guard).AddTimeout(TimeSpan.FromSeconds(2)).Build();
        using var http = new HttpClient(new FlagGuardHandler("checkout-v2", flags.Guard) { InnerHandler = new SocketsHttpHandler() });
        using (var job = flags.Guard.BeginScope())
        {
            var isNew = flags.IsEnabled("checkout-v2", user);
            job.Complete(GuardOutcome.Success);
            flags.Guard.RecordRequest("checkout-api", GuardOutcome.Success);
            Assert.That(isNew, Is.EqualTo(pipeline.Execute(() => flags.IsEnabled("checkout-v2", user))));
        }

        await flags.LookAtGuardsAsync();
        Assert.That(given.Status.Signals.Single(s => s.Signal == "latency") is var latency && latency.Treatment + latency.Control == 1);
    }

    private static void Checkout(bool isNew) => throw new InvalidOperationException($"The {(isNew ? "new" : "old")} one fails.");
}
