using Dataface.Flags.Guard;
using Dataface.Flags.Tests.Guard;

namespace Dataface.Flags.Tests.Docs;

/// <summary>The code of docs/guard.md, word for word, compiled and run.</summary>
[TestFixture]
internal sealed class GuardSnippets
{
    [Test]
    public async Task Feeding_AsInTheDocumentation_IsCounted()
    {
        await using var given = new GuardScenario();
        given.Source.Update(GuardScenario.Document("""{ "counters": ["auth_failure"] }""").Replace("\"f\"", "\"checkout-v2\"", StringComparison.Ordinal));
        var flags = await given.StartAsync();
        Assert.That(() => Feed(flags), Throws.InvalidOperationException);
        await flags.LookAtGuardsAsync();
        Assert.That(given.Status.Signals.Where(s => s.Treatment + s.Control == 1).Select(s => s.Signal), Is.EquivalentTo(["errors", "latency", "auth_failure"]));
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

    private static void Checkout(bool isNew) => throw new InvalidOperationException($"The {(isNew ? "new" : "old")} one fails.");
}
