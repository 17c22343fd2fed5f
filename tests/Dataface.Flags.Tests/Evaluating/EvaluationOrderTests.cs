using Dataface.Flags.Documents;

namespace Dataface.Flags.Tests.Evaluating;

[TestFixture]
internal sealed class EvaluationOrderTests
{
    private static readonly EvaluationContext User = EvaluationContext.ForUser("user-1");

    [Test, Rule("flags default to off")]
    public void Evaluate_DefaultStruct_IsOffAndNotReady()
    {
        var evaluation = default(Evaluation<bool>);
        Assert.Multiple(() =>
        {
            Assert.That(evaluation.Value, Is.False);
            Assert.That(evaluation.Reason, Is.EqualTo(EvaluationReason.NotReady));
            Assert.That(evaluation.Arm, Is.EqualTo(RolloutArm.None));
        });
    }

    [Test, Rule("flags default to off")]
    public void Evaluate_EmptySnapshot_IsOffAndNotReady()
    {
        AssertOff(FlagSnapshot.Empty.Evaluate("f", User), EvaluationReason.NotReady);
        Assert.That(FlagSnapshot.Empty.GetValue(FlagKey.Of("f", "fallback"), User), Is.EqualTo("fallback"));
        Assert.That(FlagSnapshot.Empty.Revision, Is.Empty);
    }

    [Test, Rule("flags default to off")]
    public void Evaluate_UnknownFlag_GivesOffAndSaysSo() =>
        AssertOff(Given.Snapshot().Evaluate("no-such-flag", User), EvaluationReason.FlagNotFound);

    [Test, Rule("flags default to off")]
    public void Evaluate_NoEntryForEnvironment_GivesOff() =>
        AssertOff(Given.Snapshot(Given.Flag("f")).Evaluate("f", User), EvaluationReason.NoEnvironment);

    [Test]
    public void Evaluate_EmptyEntry_GivesOff() =>
        AssertOff(Given.Snapshot(Given.Flag("f", new() { Rules = [] })).Evaluate("f", User), EvaluationReason.NoMatch);

    [Test]
    public void Evaluate_KilledAndExpired_KilledWins()
    {
        var document = Document(Given.Flag("f", Given.Serve("on")));
        var snapshot = Given.Snapshot(document, key => key == "f", new DateOnly(2027, 2, 1));
        AssertOff(snapshot.Evaluate("f", User), EvaluationReason.Killed);
    }

    [TestCase("2027-01-31", true)]
    [TestCase("2027-02-01", false)]
    [TestCase("2027-02-02", false)]
    [Rule("flags expire")]
    public void Evaluate_AroundTheExpiryDay_IsOffFromThatDayOn(string today, bool expected)
    {
        var snapshot = Given.Snapshot(Document(Given.Flag("f", Given.Serve("on"))), today: DateOnly.ParseExact(today, "O"));
        var evaluation = snapshot.Evaluate("f", User);
        Assert.That(evaluation.Value, Is.EqualTo(expected));
        Assert.That(evaluation.Reason, Is.EqualTo(expected ? EvaluationReason.Served : EvaluationReason.Expired));
    }

    [Test, Rule("flags expire")]
    public void Evaluate_RequiresExpiredFlag_IsExpiredToo()
    {
        var old = Given.Flag("old", Given.Serve("on")) with { Expires = Given.Today };
        var middle = Given.Flag("middle", Given.Serve("on")) with { Requires = [new Prerequisite("old", "off")] };
        var young = Given.Flag("young", Given.Serve("on")) with { Requires = [new Prerequisite("middle", "on")] };
        AssertOff(Given.Snapshot(young, middle, old).Evaluate("young", User), EvaluationReason.Expired);
    }

    [Test]
    public void Evaluate_Renewed_LivesUntilTheLastRenewal()
    {
        var flag = Given.Flag("f", Given.Serve("on")) with
        {
            Expires = new DateOnly(2026, 11, 10),
            Renewals = [new Renewal
            {
                By = "team",
                On = new DateOnly(2026, 11, 9),
                Until = new DateOnly(2026, 12, 1),
                Reason = "second market",
            }],
        };
        Assert.That(Given.Snapshot(flag).IsEnabled("f", User));
    }

    [Test]
    public void Evaluate_PrerequisiteServesAnotherVariant_GivesOff()
    {
        var required = Given.Flag("required", Given.Serve("off"));
        var flag = Given.Flag("f", Given.Serve("on")) with { Requires = [new Prerequisite("required", "on")] };
        AssertOff(Given.Snapshot(flag, required).Evaluate("f", User), EvaluationReason.PrerequisiteNotMet);
    }

    [Test]
    public void Evaluate_PrerequisiteKilled_GivesOff()
    {
        var required = Given.Flag("required", Given.Serve("on"));
        var flag = Given.Flag("f", Given.Serve("on")) with { Requires = [new Prerequisite("required", "on")] };
        var snapshot = Given.Snapshot(Document(flag, required), key => key == "required");
        AssertOff(snapshot.Evaluate("f", User), EvaluationReason.PrerequisiteNotMet);
    }

    [Test]
    public void Evaluate_FirstMatchingRule_DecidesAndDoesNotFallThrough()
    {
        var everybody = new RolloutDefinition { Percent = 100, Split = [new("on", 1)] };
        var nobody = new RolloutDefinition { Percent = 0, Split = [new("on", 1)] };
        var dach = Given.Text("country", ConditionOperator.In, "DE", "AT", "CH");
        var flag = Given.Flag("f", new()
        {
            Rules = [new RuleDefinition { Name = "dach", When = dach, Rollout = nobody }],
            Rollout = everybody,
        });
        var snapshot = Given.Snapshot(flag);

        AssertOff(snapshot.Evaluate("f", User.With("country", "DE")), EvaluationReason.OutsideRollout);
        Assert.That(snapshot.Evaluate("f", User.With("country", "DE")).Rule, Is.EqualTo("dach"));
        Assert.That(snapshot.Evaluate("f", User.With("country", "FR")).Reason, Is.EqualTo(EvaluationReason.Rollout));
    }

    [Test, Rule("a missing unit is never random")]
    public void Evaluate_NoUsableUnit_GivesOff()
    {
        var snapshot = Given.Snapshot(Given.Flag("f", Given.Rollout(100_000)));
        Assert.Multiple(() =>
        {
            AssertOff(snapshot.Evaluate("f"), EvaluationReason.NoUnit);
            AssertOff(snapshot.Evaluate("f", null), EvaluationReason.NoUnit);
            AssertOff(snapshot.Evaluate("f", EvaluationContext.ForUser("")), EvaluationReason.NoUnit);
            AssertOff(snapshot.Evaluate("f", EvaluationContext.Empty.With("userId", 1.5)), EvaluationReason.NoUnit);
            AssertOff(snapshot.Evaluate("f", EvaluationContext.Empty.WithList("userId", ["a"])), EvaluationReason.NoUnit);
        });
    }

    [Test]
    public void Evaluate_IntegerAndBooleanUnits_BucketAsTheirText()
    {
        var snapshot = Given.Snapshot(Given.Flag("f", Given.Rollout(50_000)));
        for (var id = -50L; id < 50; id++)
        {
            var text = id.ToString(System.Globalization.CultureInfo.InvariantCulture);
            Assert.That(
                snapshot.IsEnabled("f", EvaluationContext.Empty.With("userId", id)),
                Is.EqualTo(snapshot.IsEnabled("f", EvaluationContext.ForUser(text))));
        }
    }

    [Test]
    public void Evaluate_Ramp_IsAtItsFirstStep()
    {
        var ramp = new RampDefinition { StepsPercent = [0, 100], Hold = TimeSpan.FromHours(1) };
        var flag = Given.Flag("f", new()
        {
            Rollout =
            new RolloutDefinition { Percent = 100, Split = [new("on", 1)], Ramp = ramp }
        });
        AssertOff(Given.Snapshot(flag).Evaluate("f", User), EvaluationReason.OutsideRollout);
    }

    [Test]
    public void Evaluate_Rollout_GivesArmAndRolloutToTheGuard()
    {
        var snapshot = Given.Snapshot(Given.Flag("in", Given.Rollout(100_000)), Given.Flag("out", Given.Rollout(0)));
        var treatment = snapshot.Evaluate("in", User);
        var control = snapshot.Evaluate("out", User);
        Assert.Multiple(() =>
        {
            Assert.That(treatment.Arm, Is.EqualTo(RolloutArm.Treatment));
            Assert.That(control.Arm, Is.EqualTo(RolloutArm.Control));
            Assert.That(treatment.RolloutId, Does.StartWith("in/production/*/"));
            Assert.That(treatment.UnitHash, Is.Not.Zero);
            Assert.That(treatment.Revision, Is.EqualTo("r1"));
        });
    }

    [Test]
    public void Evaluate_AskedForAnotherType_GivesTheFallback()
    {
        var snapshot = Given.Snapshot(Given.Flag("f", Given.Serve("on")));
        var asString = snapshot.EvaluateString("f", "fallback", User);
        var asKey = snapshot.Evaluate(FlagKey.Of("f", 7.0), User);
        Assert.Multiple(() =>
        {
            Assert.That(asString.Value, Is.EqualTo("fallback"));
            Assert.That(asString.Reason, Is.EqualTo(EvaluationReason.TypeMismatch));
            Assert.That(asKey.Value, Is.EqualTo(7));
            Assert.That(asKey.Reason, Is.EqualTo(EvaluationReason.TypeMismatch));
        });
    }

    private static FlagDocument Document(params FlagDefinition[] flags) => new() { Flags = flags.ToDictionary(f => f.Key) };

    private static void AssertOff(Evaluation<bool> evaluation, EvaluationReason reason)
    {
        Assert.That(evaluation.Reason, Is.EqualTo(reason));
        Assert.That(evaluation.Value, Is.False);
    }
}
