using Dataface.Flags.Evaluating;
using Dataface.Flags.Values;
using FsCheck;
using FsCheck.Fluent;

namespace Dataface.Flags.Tests.Context;

/// <summary>A context is what a dictionary is that the same was done to, however it is made.</summary>
[TestFixture]
internal sealed class ContextBuildingLaws
{
    private static readonly string[] Names = ["userId", "country", "age", "plan", "email", "roles", "beta"];

    [Test]
    public void Make_AnySetsAndRemovals_HoldsWhatADictionaryHolds()
    {
        var step = Gen.Choose(0, Names.Length - 1).SelectMany(name => Gen.Choose(-1, 3).Select(value => (Name: Names[name], Value: value)));
        Prop.ForAll(step.ListOf().ToArbitrary(),
        steps =>
        {
            var expected = new Dictionary<string, int>();
            var (chained, builder, earlier) =
                (EvaluationContext.Empty, EvaluationContext.CreateBuilder(), new List<(EvaluationContext, string)>());
            foreach (var (name, value) in steps)
            {
                long? given = value < 0 ? null : value;
                if (value < 0) expected.Remove(name);
                else expected[name] = value;
                chained = chained.With(name, given);
                builder.Set(name, given);
                earlier.Add((chained, chained.ToString()));
            }

            Check(chained, expected);
            Check(builder.Build(), expected);
            foreach (var (context, text) in earlier) Assert.That(context.ToString(), Is.EqualTo(text), "An earlier context changed.");
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void With_TwoContextsFromOne_DoNotSeeEachOther()
    {
        var common = EvaluationContext.ForUser("user-1").With("country", "DE");
        var (left, right) = (common.With("plan", "gold"), common.With("plan", "free"));
        Assert.That(left.ToString(), Does.EndWith("plan=\"gold\""));
        Assert.That(right.ToString(), Does.EndWith("plan=\"free\""));
        Assert.That(common.Count, Is.EqualTo(2));
    }

    private static void Check(EvaluationContext context, Dictionary<string, int> expected)
    {
        Assert.That(context.Count, Is.EqualTo(expected.Count));
        foreach (var name in Names)
        {
            var index = context.IndexOf(name);
            Assert.That(index >= 0, Is.EqualTo(expected.ContainsKey(name)), name);
            if (index < 0) continue;
            Assert.That(context[index].Name, Is.EqualTo(name));
            Assert.That(context[index].Value.Integer, Is.EqualTo(expected[name]), name);
            Assert.That(context.TryGetUnitHash(name, out var hash) && hash == UnitHashOf(expected[name]), name);
        }
    }

    private static ulong UnitHashOf(long value) => AttributeValue.Of(value).TryHashUnit(out var hash) ? hash : 0;
}
