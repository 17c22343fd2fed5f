using Dataface.Flags.Telemetry;
using OpenTelemetry;

namespace Dataface.Flags.Tests.Telemetry;

[TestFixture]
internal sealed class UnitBaggageTests
{
    [SetUp]
    public void Forget() => Baggage.Current = default;

    [TearDown]
    public void Leave() => Baggage.Current = default;

    [Test]
    public void Carry_Unit_IsReceivedAndBucketsTheSame()
    {
        Assert.That(UnitBaggage.Carry(EvaluationContext.ForUser("user-42")));
        var received = UnitBaggage.Received();
        Assert.That(received.ToString(), Is.EqualTo(EvaluationContext.ForUser("user-42").ToString()));
    }

    [Test]
    public void Carry_IntegerUnitOfAnotherAttribute_ArrivesAsText()
    {
        Assert.That(UnitBaggage.Carry(EvaluationContext.Empty.With("account", 42L), "account"));
        Assert.That(Baggage.Current.GetBaggage(UnitBaggage.Entry), Is.EqualTo("42"));
        Assert.That(UnitBaggage.Received("account").ToString(), Is.EqualTo(EvaluationContext.ForUnit("account", "42").ToString()));
    }

    [Test, Rule("a unit leaves the process only in the form that was allowed")]
    public void Carry_NoneOrPrivateOrOverlong_CarriesNothing()
    {
        Assert.Multiple(() =>
        {
            Assert.That(UnitBaggage.Carry(EvaluationContext.Empty), Is.False);
            Assert.That(UnitBaggage.Carry(EvaluationContext.Empty.WithPrivate("userId", "user-42")), Is.False);
            Assert.That(UnitBaggage.Carry(EvaluationContext.ForUser(new string('x', 257))), Is.False);
            Assert.That(Baggage.Current.Count, Is.Zero);
        });
    }

    [TestCase(0, ExpectedResult = false), TestCase(256, ExpectedResult = true), TestCase(257, ExpectedResult = false), TestCase(1_000_000,
        ExpectedResult = false)]
    public bool Received_ByItsLength_IsTakenOrLeft(int length)
    {
        Baggage.Current = Baggage.Current.SetBaggage(UnitBaggage.Entry, new string('x', length));
        return UnitBaggage.Received().ToString() != EvaluationContext.Empty.ToString();
    }
}
