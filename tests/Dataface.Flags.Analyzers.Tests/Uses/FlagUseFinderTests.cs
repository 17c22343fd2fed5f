using Dataface.Flags.Analyzers.Tests.Generating;
using Dataface.Flags.Analyzers.Uses;
using Microsoft.CodeAnalysis;

namespace Dataface.Flags.Analyzers.Tests.Uses;

[TestFixture]
internal sealed class FlagUseFinderTests
{
    private const string Keys =
        "static class Keys { public const string Text = \"a\"; public static readonly FlagKey<bool> A = FlagKey.Of(Text); public static "
        + "FlagKey<bool> Late = FlagKey.Of(\"a\"); }";

    [TestCase("flags.IsEnabled(\"a\")", "Evaluation a Literal")]
    [TestCase("flags.IsEnabled(Keys.Text)", "Evaluation a Constant")]
    [TestCase("flags.IsEnabled(Keys.A)", "Evaluation a Handle")]
    [TestCase("flags.IsEnabled(key: Keys.A!)", "Evaluation a Handle")]
    [TestCase("flags.IsEnabled(Keys.A.Key)", "Evaluation a Handle")]
    [TestCase("flags.IsEnabled(Keys.Late)", "Evaluation ? Unknown")]
    [TestCase("flags.IsEnabled(text)", "Evaluation ? Unknown")]
    [TestCase("flags?.IsEnabled(\"a\")", "Evaluation a Literal")]
    [TestCase("flags.Evaluate(FlagKey.Of(\"a\")).Value", "Evaluation a Handle, Handle a Literal")]
    [TestCase("((dynamic)flags).IsEnabled(\"a\")", "Dynamic ? Unknown")]
    [TestCase("new Func<string, EvaluationContext?, bool>(flags.IsEnabled)", "Evaluation ? Unknown")]
    [TestCase("nameof(flags.IsEnabled)", "")]
    [TestCase("Take(Keys.A)", "Reference a Handle")]
    [TestCase("Keys.A.Key", "Reference a Handle")]
    [TestCase("Dataface.Flags.Testing.AmbientFlags.Force(\"a\", true)", "Forced a Literal")]
    [TestCase("new Dataface.Flags.Testing.TestFlags().ForceVariant(\"a\", \"on\")", "Forced a Literal")]
    [TestCase("new Dataface.Flags.AspNetCore.RequireFlagAttribute(\"a\")", "Gate a Literal")]
    [TestCase("flags.EvaluateVariant(\"a\").Value", "Other a Literal")]
    [TestCase("Other.IsEnabled(\"a\")", "")]
    public void In_Expression_IsFoundByItsMeaning(string expression, string uses) => Assert.That(Describe($$"""
        using System; using System.Linq; using Dataface.Flags;
        static class Other { public static bool IsEnabled(string key) => true; }
        sealed class Page { object? Show(IFlags flags, string text) => {{expression}}; static object? Take(FlagKey<bool> key) => null; }
        """), Is.EqualTo(uses));

    [TestCase("[Dataface.Flags.AspNetCore.RequireFlag(\"a\")]", "Gate a Literal")]
    [TestCase("[Dataface.Flags.AspNetCore.RequireFlag(\"a\", \"b\", Negate = true)]", "Gate a Literal, Gate b Literal")]
    [TestCase("[Dataface.Flags.AspNetCore.RequireFlag(Keys.Text, StatusCode = 410)]", "Gate a Constant")]
    [TestCase("[Dataface.Flags.Testing.ForceFlag(value: true, key: \"a\")]", "Forced a Literal")]
    [TestCase("[Dataface.Flags.Testing.FlagOnAndOff(\"a\", \"b\")]", "Forced a Literal, Forced b Literal")]
    [TestCase("[Obsolete(\"a\")]", "")]
    public void In_Attribute_IsFound(string attribute, string uses) =>
        Assert.That(Describe($"using System; sealed class Page {{ {attribute} public void Show() {{ }} }}"), Is.EqualTo(uses));

    [TestCase("var key = \"a\"; flags.IsEnabled(key);", "Evaluation a Constant")]
    [TestCase("var key = \"a\"; key = text; flags.IsEnabled(key);", "Evaluation ? Unknown")]
    [TestCase("var key = FlagKey.Of(\"a\"); flags.IsEnabled(key);", "Handle a Literal, Evaluation a Handle")]
    [TestCase("foreach (var key in new[] { \"a\" }) flags.IsEnabled(key);", "Evaluation ? Unknown")]
    public void In_Local_IsFollowedWhenItIsAssignedOnce(string statements, string uses) => Assert.That(
        Describe($"using Dataface.Flags; sealed class Page {{ void Show(IFlags flags, string text) {{ {statements} }} }}"),
            Is.EqualTo(uses));

    [Test]
    public void For_CompilationWithoutTheLibrary_IsNull() =>
        Assert.That(FlagUseFinder.For(Microsoft.CodeAnalysis.CSharp.CSharpCompilation.Create("x")), Is.Null);

    private static string Describe(string source)
    {
        var compilation = Generated.Compile(source).AddSyntaxTrees(
            Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree.ParseText("using Dataface.Flags; " + Keys, Generated.Parsing, "Keys.cs"));
        Assert.That(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error), Is.Empty);
        var finder = FlagUseFinder.For(compilation)!;
        var uses = finder.In(compilation.GetSemanticModel(compilation.SyntaxTrees.First()));
        return string.Join(", ", uses.Select(u => $"{u.Kind} {u.Key ?? "?"} {u.Source}"));
    }
}
