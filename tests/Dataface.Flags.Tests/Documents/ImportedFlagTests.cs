using System.Text;
using Dataface.Flags.Documents;
using Dataface.Flags.Tests.Evaluating;

namespace Dataface.Flags.Tests.Documents;

/// <summary>What a flag brings along from another library.</summary>
[TestFixture]
internal sealed class ImportedFlagTests
{
    private const string Import = """
        "imported": { "from": "Microsoft.FeatureManagement", "on": "2026-11-01", "created": "2023-05-04" },
        """;

    private const string OnForAll = """ "environments": { "production": { "serve": "on" } } """;

    [Test, Rule("a running rollout stays where it is")]
    public void Read_ImportedRampInProduction_MayStartWhereUsersAre()
    {
        var flag = Read(Import + Rollout("56, 75, 100", "\"startAt\": 56, \"reason\": \"56 % have it already\"")).Document!.Flags["f"];
        var ramp = flag.Environments["production"].Rollout!.Ramp!;
        Assert.That(ramp.StartAtMilliPercent, Is.EqualTo(56_000));
        Assert.That(ramp.StartReason, Is.EqualTo("56 % have it already"));
        Assert.That(flag.Imported!.Created, Is.EqualTo(new DateOnly(2023, 5, 4)));
    }

    [Test]
    public void Read_ImportedRampWithoutStart_BeginsAtFivePercentAsAnyOther() =>
        Assert.That(Read(Import + Rollout("56, 75, 100", "\"hold\": \"01:00:00\"")).Problems.Select(p => p.Code),
            Is.EqualTo(new[] { ProblemCode.RampMissing }));

    [Test]
    public void Evaluate_ImportedRamp_ExposesTheShareItStartsAt()
    {
        var document = Read(Import + Rollout("56, 75, 100", "\"startAt\": 56, \"reason\": \"56 % have it already\"")).Document!;
        var flags = Given.Snapshot(document);
        var on = Enumerable.Range(0, 10_000).Count(i => flags.IsEnabled("f", EvaluationContext.ForUser($"user-{i}")));
        Assert.That(on, Is.EqualTo(5_600).Within(200));
    }

    [Test]
    public void Evaluate_Alias_AnswersAsTheFlagByTextAndByHandle()
    {
        var flags = Given.Snapshot(Read("\"alias\": \"New Cart/v2\"," + OnForAll).Document!);
        Assert.That(flags.IsEnabled("New Cart/v2"), Is.True);
        Assert.That(flags.IsEnabled(FlagKey.Of("New Cart/v2")), Is.True);
        Assert.That(flags.IsEnabled(FlagKey.Of("f")), Is.True);
        Assert.That(flags.Explain("New Cart/v2").Reason, Is.EqualTo(EvaluationReason.Served));
        Assert.That(flags.Evaluate("new cart/v2").Reason, Is.EqualTo(EvaluationReason.FlagNotFound));
    }

    [Test]
    public void Evaluate_KilledFlag_IsOffByItsAliasToo()
    {
        var document = Read("\"alias\": \"New Cart\"," + OnForAll).Document!;
        Assert.That(Given.Snapshot(document, key => key == "f").Evaluate("New Cart").Reason, Is.EqualTo(EvaluationReason.Killed));
    }

    [Test]
    public void Read_LaterDocumentWithTheSameAlias_IsRefused()
    {
        var first = Encoding.UTF8.GetBytes(ProblemCase.Flag("", "\"alias\": \"New Cart\"").Json);
        var second = Encoding.UTF8.GetBytes(
            ProblemCase.Flag("", "\"alias\": \"New Cart\"").Json.Replace("\"f\"", "\"g\"", StringComparison.Ordinal));
        var result = FlagDocumentReader.Read(
            [new() { Source = "one", Utf8Json = first }, new() { Source = "two", Utf8Json = second }], time: ProblemCase.Clock);
        Assert.That(result.Problems.Select(p => (p.Code, p.Source)), Is.EqualTo(new[] { (ProblemCode.AliasTaken, "two") }));
    }

    [Test]
    public void Read_OperationsRenewedByItsOwnerEachTime_IsAccepted()
    {
        const string Renewals = """
            "kind": "operations", "renewals": [
              { "by": "somebody", "on": "2026-11-02", "until": "2027-02-01", "reason": "r" },
              { "by": "somebody", "on": "2026-11-03", "until": "2027-03-01", "reason": "r" },
              { "by": "team", "on": "2026-11-04", "until": "2027-04-01", "reason": "r" },
              { "by": "team", "on": "2026-11-20", "until": "2027-05-01", "reason": "r" } ]
            """;
        Assert.That(Read(Renewals).Problems, Is.Empty);
        Assert.That(Read(Renewals.Replace("operations", "release", StringComparison.Ordinal)).Problems.Select(p => p.Code),
            Is.EqualTo(new[] { ProblemCode.TooManyRenewals }));
    }

    private static FlagDocumentResult Read(string members) => ProblemCase.Flag("", members).Read();

    private static string Rollout(string steps, string start) =>
        $"\"environments\": {{ \"production\": {{ \"rollout\": {{ \"percent\": 100, "
        + $"\"ramp\": {{ \"steps\": [ {steps} ], {start} }} }} }} }}";
}
