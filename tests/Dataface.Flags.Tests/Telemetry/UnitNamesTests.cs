using Dataface.Flags.Telemetry;

namespace Dataface.Flags.Tests.Telemetry;

[TestFixture]
internal sealed class UnitNamesTests
{
    private static readonly UnitNames Hashed = new(UnitForm.KeyedHash, "a secret of some length");
    private static readonly EvaluationContext User = EvaluationContext.ForUser("user-42").With("session", "s-1").With("number", 7);

    [TestCase("userId", "user-42"), TestCase("session", "s-1"), TestCase("number", "7")]
    public void Of_ContextsUnit_IsTheHashOfItsText(string attribute, string text) =>
        Assert.That(Hashed.Of(User, attribute), Is.EqualTo(Hashed.Of(text)));

    [Test, Rule("a context's unit is hashed for others once")]
    public void Of_SameContextAgain_IsKept()
    {
        var context = EvaluationContext.ForUser("user-42");
        var first = Hashed.Of(context, "userId");
        Assert.That(Hashed.Of(context, "userId"), Is.SameAs(first));
        Assert.That(Hashed.Of(context.With("country", "DE"), "userId"), Is.SameAs(first), "with another attribute");
        Assert.That(Hashed.Of(context.With("userId", "user-43"), "userId"), Is.EqualTo(Hashed.Of("user-43")), "with another unit");
        Allocations.AssertNoneInThreads(() => Hashed.Of(context, "userId"), 100);
    }

    [Test, Rule("the unit never leaves the process unless the user says so")]
    public void Of_UnitThatMustNotBeWritten_IsNull()
    {
        var hidden = EvaluationContext.ForUser("user-42");
        Hashed.Of(hidden, "userId");
        Assert.That(Hashed.Of(hidden.WithPrivate("userId", "user-42"), "userId"), Is.Null, "private");
        Assert.That(Hashed.Of(hidden, "session"), Is.Null, "absent");
        Assert.That(Hashed.Of(EvaluationContext.ForUser(new string('x', 257)), "userId"), Is.Null, "too long");
        Assert.That(new UnitNames(UnitForm.None, "s").Of(hidden, "userId"), Is.Null, "not allowed");
        Assert.That(new UnitNames(UnitForm.Plain, "s").Of(hidden, "userId"), Is.EqualTo("user-42"), "allowed");
    }

    [Test]
    public void Of_TwoSecretsInTurn_EachGivesItsOwn()
    {
        var other = new UnitNames(UnitForm.KeyedHash, "another secret");
        for (var i = 0; i < 3; i++)
        {
            Assert.That(Hashed.Of(User, "userId"), Is.EqualTo(Hashed.Of("user-42")));
            Assert.That(other.Of(User, "userId"), Is.EqualTo(other.Of("user-42")));
        }
    }
}
