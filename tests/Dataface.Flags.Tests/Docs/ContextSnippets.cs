using Dataface.Flags.Tests.Evaluating;

namespace Dataface.Flags.Tests.Docs;

/// <summary>The code of "Values in code", word for word.</summary>
[TestFixture]
internal sealed class ContextSnippets
{
    private static readonly FlagKey<bool> Checkout = FlagKey.Of("checkout-v2");
    private static readonly FlagKey<int> PageSize = FlagKey.Of("page-size", 20);
    private static readonly FlagKey<decimal> Fee = FlagKey.Of("fee", 2.50m);

    private enum Plan
    {
        Free,
        Gold,
    }

    [Test]
    public void Context_AsInTheDocumentation_HasTheseValues()
    {
        var user = EvaluationContext.ForUser("user-42").With("age", 42).With("born", new DateOnly(1984, 5, 17), isPrivate: true);
        var customer = EvaluationContext.CreateBuilder("user-42")
            .Set("country", "DE").Set("spent", 1249.90m).Set("plan", Plan.Gold).Build();
        Assert.That(user.ToString(), Is.EqualTo("userId=\"user-42\", age=42, born=(private)"));
        Assert.That(customer.ToString(), Is.EqualTo("userId=\"user-42\", country=\"DE\", spent=1249.9, plan=\"Gold\""));
    }

    [Test]
    public void Handles_AsInTheDocumentation_GiveTheirFallbacks()
    {
        var flags = Given.Snapshot();
        Assert.That(flags.IsEnabled(Checkout), Is.False);
        Assert.That(flags.GetValue(PageSize), Is.EqualTo(20));
        Assert.That(flags.GetValue(Fee), Is.EqualTo(2.50m));
    }
}
