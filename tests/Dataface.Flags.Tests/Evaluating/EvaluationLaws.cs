using System.Text;
using Dataface.Flags.Documents;
using Dataface.Flags.Tests.Documents;
using FsCheck;
using FsCheck.Fluent;

namespace Dataface.Flags.Tests.Evaluating;

[TestFixture]
internal sealed class EvaluationLaws
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(300);
    private static readonly SplitWeight[] ThreeWays = [new("a", 3), new("b", 1), new("off", 2)];

    [Test, Rule("raising a percentage never removes a user")]
    public void Rollout_PercentageRaised_KeepsEveryUserAndTheirVariant() => Check(random =>
    {
        var (low, high) = Ordered(random.Next(100_001), random.Next(100_001));
        var (before, after) = (Snapshot(low), Snapshot(high));
        return Users(random).All(user =>
        {
            var (was, now) = (before.EvaluateString("f", "", user), after.EvaluateString("f", "", user));
            return was.Reason != EvaluationReason.Rollout || (now.Reason == EvaluationReason.Rollout && now.Variant == was.Variant);
        });
    });

    [Test, Rule("nobody changes variant during a ramp")]
    public void Ramp_FromStepToStep_OnlyAddsUsers() => Check(random =>
    {
        int[] steps = [.. Enumerable.Range(0, 4).Select(_ => random.Next(1, 100_001)).Distinct().Order()];
        var snapshots = steps.Select((_, from) => Given.Snapshot(Flag(new RolloutDefinition
        {
            Percent = 100,
            Split = ThreeWays,
            Ramp = new RampDefinition { StepsPercent = [.. steps[from..].Select(step => step / 1000m)], Hold = TimeSpan.FromHours(1) },
        }))).ToArray();
        return Users(random).All(user =>
        {
            string?[] variants = [.. snapshots.Select(s => s.EvaluateString("f", "", user))
                .Select(e => e.Reason == EvaluationReason.Rollout ? e.Variant : null)];
            return variants.SkipWhile(v => v is null).Distinct().Count() <= 1;
        });
    });

    [Test]
    public void Rollout_HundredPercentAndZero_IsAllUnitsAndNone() => Check(random =>
    {
        var (all, none) = (Snapshot(100_000), Snapshot(0));
        return Users(random)
            .All(user => all.EvaluateString("f", "", user).Reason == EvaluationReason.Rollout
                && none.EvaluateString("f", "", user).Reason == EvaluationReason.OutsideRollout);
    });

    [Test, Rule("slices of a layer are disjoint and cover it")]
    public void Layer_SlicesThatTileIt_HoldEveryUserExactlyOnce() => Check(random =>
    {
        int[] cuts = [0, .. Enumerable.Range(0, random.Next(5)).Select(_ => random.Next(1, 100_000)).Distinct().Order(), 100_000];
        var flags = Enumerable.Range(0, cuts.Length - 1)
            .Select(i => Given.Flag($"f{i}", Given.Serve("on")) with
            {
                Layer = new() { Name = "layer", FromPercent = cuts[i] / 1000m, ToPercent = cuts[i + 1] / 1000m },
            }).ToArray();
        var snapshot = Given.Snapshot(flags);
        return Users(random).All(user => flags.Count(f => snapshot.IsEnabled(f.Key, user)) == 1);
    });

    [Test, Rule("explanations never drift from truth")]
    public void Explain_AnyFlagAndContext_TellsWhatEvaluateAnswers() => Check(random =>
    {
        var snapshot = RandomSnapshot(random, out var keys);
        return keys.All(key => Contexts(random).All(context =>
        {
            var explanation = snapshot.Explain(key, context);
            var evaluation = snapshot.Find(key)!.Kind switch
            {
                VariantKind.String => Head(snapshot.EvaluateString(key, "", context)),
                VariantKind.Number => Head(snapshot.EvaluateNumber(key, 0, context)),
                VariantKind.Boolean => Head(snapshot.Evaluate(key, context)),
                _ => (explanation.Reason, explanation.Variant, explanation.Rule),
            };
            return evaluation == (explanation.Reason, explanation.Variant, explanation.Rule);
        }));
    });

    [Test]
    public void Evaluate_FlagsInAnyOrder_AnswerTheSame() => Check(random =>
    {
        var snapshot = RandomSnapshot(random, out var keys);
        foreach (var context in Contexts(random))
        {
            var forwards = keys.Select(key => snapshot.Explain(key, context).ToString()).ToArray();
            var backwards = keys.AsEnumerable().Reverse().Select(key => snapshot.Explain(key, context).ToString()).Reverse().ToArray();
            if (!forwards.SequenceEqual(backwards)) return false;
        }

        return true;
    });

    [Test, Rule("a private attribute appears nowhere")]
    public void Explain_PrivateAttribute_IsNeverShown() => Check(random =>
    {
        var snapshot = RandomSnapshot(random, out var keys);
        var context = EvaluationContext.ForUser("u");
        foreach (var name in new[] { "country", "age", "email", "plan", "version", "since" }) context = context.WithPrivate(name, "s3cret");
        return keys.All(key => !snapshot.Explain(key, context).ToString().Contains("s3cret", StringComparison.Ordinal))
            && !context.ToString().Contains("s3cret", StringComparison.Ordinal);
    });

    private static (EvaluationReason, string?, string?) Head<T>(Evaluation<T> evaluation) =>
        (evaluation.Reason, evaluation.Variant, evaluation.Rule);

    private static void Check(Func<System.Random, bool> law) =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => law(new System.Random(seed))).Check(Many);

    private static (int Low, int High) Ordered(int left, int right) => left < right ? (left, right) : (right, left);

    private static FlagSnapshot Snapshot(int milli) => Given.Snapshot(Flag(new RolloutDefinition
    {
        Percent = milli / 1000m,
        Split = ThreeWays,
    }));

    private static FlagDefinition Flag(RolloutDefinition rollout) => Given.Flag("f", new() { Rules = [], Rollout = rollout }) with
    {
        Variants = [Given.Variant("a", "\"a\""), Given.Variant("b", "\"b\""), Given.Variant("off", "\"off\"")],
    };

    private static IEnumerable<EvaluationContext> Users(System.Random random)
    {
        for (var i = 0; i < 200; i++) yield return EvaluationContext.ForUser(new string('u', random.Next(1, 40)) + random.NextInt64());
    }

    private static FlagSnapshot RandomSnapshot(System.Random random, out string[] keys)
    {
        var document = FlagDocumentReader.Read(
            Encoding.UTF8.GetBytes(RandomDocument.Json(random.Next())), time: ProblemCase.Clock).Document!;
        keys = [.. document.Flags.Keys];
        return Given.Snapshot(document);
    }

    private static EvaluationContext[] Contexts(System.Random random) =>
    [
        EvaluationContext.Empty,
        EvaluationContext.ForUser("u" + random.Next()).With("country", "DE").With("age", (long)random.Next(100)).With("deviceId", "d")
            .With("sessionId", random.NextInt64()),
        EvaluationContext.ForUser("\udc00").With("age", double.NaN).With("version", "1.3.0").With("plan", true)
            .With("since", DateTimeOffset.MinValue).WithList("email", ["x", "käse"]),
        EvaluationContext.Empty.With("userId", random.NextDouble()).With("country", new string('x', 100_000)).With("plan", "x")
            .With("email", ""),
    ];
}
