using System.Reflection;

namespace Dataface.Flags.Tests.Api;

/// <summary>Interfaces that users implement stay implemented: what is added has a default.</summary>
[TestFixture]
internal sealed class GrowingInterfaceTests
{
    /// <summary>What anybody must write who implements one. A member that is added here breaks them all, so add a default
    /// instead.</summary>
    private static readonly Dictionary<Type, string[]> Core = new()
    {
        [typeof(IFlags)] = ["Pin"],
        [typeof(IFlagClient)] = ["OnChange", "get_Environment", "get_Guard", "get_KillSwitch", "get_Status"],
    };

    private static IEnumerable<Type> Interfaces => Core.Keys;

    [TestCaseSource(nameof(Interfaces))]
    public void Interface_MembersWithoutADefault_AreTheCore(Type type) =>
        Assert.That(type.GetMethods().Where(m => m.IsAbstract).Select(m => m.Name).Order(StringComparer.Ordinal), Is.EqualTo(Core[type]));

    [Test]
    public void Flags_OnlyPinAndContextAreGiven_AnswerAsTheSnapshotDoes()
    {
        var snapshot = Evaluating.Given.Snapshot(Evaluating.Given.Flag("f",
            Evaluating.Given.When(Evaluating.Given.Text("userId", Dataface.Flags.Documents.ConditionOperator.In, "ann"))));
        IFlags flags = new OfAnn(snapshot);
        var key = FlagKey.Of("f");
        Assert.Multiple(() =>
        {
            Assert.That(flags.IsEnabled("f"), "nobody is named, so it is Ann");
            Assert.That(flags.IsEnabled("f", EvaluationContext.ForUser("bob")), Is.False);
            Assert.That(flags.IsEnabled(key));
            Assert.That(flags.GetValue(key));
            Assert.That(flags.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.RuleMatch));
            Assert.That(flags.Evaluate(key).Reason, Is.EqualTo(EvaluationReason.RuleMatch));
            Assert.That(flags.GetString("f", "none"), Is.EqualTo("none"));
            Assert.That(flags.EvaluateString("f", "none").Reason, Is.EqualTo(EvaluationReason.TypeMismatch));
            Assert.That(flags.GetNumber("f", 7), Is.EqualTo(7));
            Assert.That(flags.EvaluateNumber("f", 7).Reason, Is.EqualTo(EvaluationReason.TypeMismatch));
            Assert.That(flags.EvaluateVariant("f").Value, Is.EqualTo("on"));
            Assert.That(flags.EvaluateVariant("f", EvaluationContext.ForUser("bob")).Value, Is.EqualTo("off"));
            Assert.That(flags.EvaluateVariant("no such flag").Value, Is.Null);
            Assert.That(flags.EvaluateVariant("no such flag").Reason, Is.EqualTo(EvaluationReason.FlagNotFound));
            Assert.That(flags.EvaluateAll(["f", "no such flag"]).Flags.Keys, Is.EqualTo(["f"]));
            Assert.That(flags.EvaluateAll(["f"]).Flags["f"].Variant, Is.EqualTo("on"));
            Assert.That(flags.EvaluateAll(["f"], EvaluationContext.ForUser("bob")).Flags["f"].Variant, Is.EqualTo("off"));
            Assert.That(flags.Explain("f").Variant, Is.EqualTo("on"));
        });
    }

    /// <summary>Tuples cannot get another element, nor a name in another language.</summary>
    [Test]
    public void PublicMembers_NoTupleIsTakenOrGiven()
    {
        var tuples =
            from type in typeof(FlagClient).Assembly.GetExportedTypes()
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            where method.Name != "PublishAsync"
                && method.GetParameters().Select(p => p.ParameterType).Append(method.ReturnType).Any(HasTuple)
            select $"{type.Name}.{method.Name}";
        Assert.That(tuples, Is.Empty);
    }

    /// <summary>A static or constant called as a member of every object makes calls of that member ambiguous, or wrong.</summary>
    [Test]
    public void PublicMembers_NoneHidesAMemberOfEveryObject()
    {
        string[] ofObject = [nameof(Equals), nameof(GetHashCode), nameof(GetType), nameof(ToString), nameof(ReferenceEquals)];
        var hiding =
            from type in typeof(FlagClient).Assembly.GetExportedTypes()
            from member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            where ofObject.Contains(member.Name) && !(member is MethodInfo { IsVirtual: true } || member is MethodInfo { IsStatic: false })
            select $"{type.Name}.{member.Name}";
        Assert.That(hiding, Is.Empty);
    }

    private static bool HasTuple(Type type) =>
        type.FullName?.StartsWith("System.ValueTuple", StringComparison.Ordinal) == true
        || (type.HasElementType && HasTuple(type.GetElementType()!)) || type.GetGenericArguments().Any(HasTuple);

    private sealed class OfAnn(FlagSnapshot snapshot) : IFlags
    {
        public EvaluationContext Context { get; } = EvaluationContext.ForUser("ann");

        public FlagSnapshot Pin() => snapshot;
    }
}
