using System.Text.Json;
using Dataface.Flags.Server.Outcomes;
using Dataface.Flags.Server.Problems;

namespace Dataface.Flags.Server.Tests.Guarding;

/// <summary>A batch of outcomes is taken whole or refused in words.</summary>
[TestFixture]
internal sealed class OutcomeReaderTests
{
    [TestCase("""{"outcomes":[]}""", "$.outcomes is empty")]
    [TestCase("""{"outcomes":[{"id":"a","flag":"f","unit":"u","outcome":"fine"}]}""", "$.outcomes[0].outcome is not an outcome")]
    [TestCase("""{"outcomes":[{"id":"a","unit":"u","outcome":"error"}]}""", "names a flag and an objective, or neither")]
    [TestCase("""{"outcomes":[{"id":"a","flag":"f","outcome":"error"}]}""", "has a unit and a context, or neither")]
    [TestCase("""{"outcomes":[{"id":"a","flag":"f","unit":"u"}]}""", "has no outcome")]
    [TestCase("""{"outcomes":[{"id":"a","flag":"f","unit":"u","outcome":"error","durationMs":-1}]}""", "durationMs is not a number")]
    [TestCase("""{"outcomes":[{"flag":"f","unit":"u","outcome":"error"}]}""", "$.outcomes[0].id is missing")]
    public void Read_BatchWithAFault_SaysWhereAndWhatToWrite(string body, string problem)
    {
        Assert.That(() => OutcomeReader.Read(JsonElement.Parse(body)), Throws.TypeOf<ProblemException>().With.Message.Contains(problem));
    }

    [Test]
    public void Read_OutcomesBeyondTheMost_AreRefused()
    {
        var outcomes = Enumerable.Range(0, OutcomeReader.MostOutcomes + 1)
            .Select(i => new { id = $"o{i}", objective = "api", outcome = "error" });
        Assert.That(() => OutcomeReader.Read(JsonSerializer.SerializeToElement(new { outcomes })), Throws.TypeOf<ProblemException>());
    }

    [Test]
    public void TryAdd_MoreIdsThanAreKnown_ForgetsTheOldest()
    {
        var known = new KnownOutcomes();
        for (var i = 0; i <= KnownOutcomes.Most; i++) Assert.That(known.TryAdd("production", $"o{i}"), Is.True);
        Assert.That((known.TryAdd("production", $"o{KnownOutcomes.Most}"), known.TryAdd("staging", "o9"), known.TryAdd("production", "o0")),
            Is.EqualTo((false, true, true)));
    }

    [Test]
    public void Remove_IdThatComesAgain_IsForgottenByItsLastComing()
    {
        var known = new KnownOutcomes();
        known.TryAdd("production", "o");
        known.Remove("production", "o");
        for (var i = 1; i < KnownOutcomes.Most; i++) known.TryAdd("production", $"o{i}");
        Assert.That((known.TryAdd("production", "o"), known.TryAdd("production", "o")), Is.EqualTo((true, false)));
    }
}
