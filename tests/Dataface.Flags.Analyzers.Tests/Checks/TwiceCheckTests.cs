using static Dataface.Flags.Analyzers.Tests.Checks.CheckedProject;

namespace Dataface.Flags.Analyzers.Tests.Checks;

[TestFixture]
internal sealed class TwiceCheckTests
{
    private const string Ask = "client.IsEnabled(\"quiet\")";

    [TestCase("var a = " + Ask + "; var b = {|DFA0007:" + Ask + "|};")]
    [TestCase("if (" + Ask + ") return 1; if ({|DFA0007:" + Ask + "|}) return 2;")]
    [TestCase("if (" + Ask + ") { Console.WriteLine(); } else if ({|DFA0007:" + Ask + "|}) return 2;")]
    [TestCase("if (" + Ask + " && {|DFA0007:" + Ask + "|}) return 2;")]
    [TestCase("var a = " + Ask + "; foreach (var c in user) { if ({|DFA0007:" + Ask + "|}) return c; }")]
    [TestCase("flags.IsEnabled(\"quiet\"); {|DFA0007:flags.Evaluate(\"quiet\")|};")]
    public Task Check_SameRunAsksTwice_IsReported(string body) => CheckBodyAsync(body);

    [TestCase("var a = client.IsEnabled(\"new-cart\", EvaluationContext.ForUser(user)); var b = client.IsEnabled(\"new-cart\", "
        + "EvaluationContext.ForUser(user + 1));")]
    [TestCase("if (user.Length > 1) { _ = " + Ask + "; } else { _ = " + Ask + "; }")]
    [TestCase("_ = user.Length > 1 ? " + Ask + " : " + Ask + ";")]
    [TestCase("if (user.Length > 1) return " + Ask + "; _ = " + Ask + ";")]
    [TestCase("if (user.Length > 1) { _ = " + Ask + "; return 1; } _ = " + Ask + ";")]
    [TestCase("switch (user) { case \"a\": _ = " + Ask + "; break; default: _ = " + Ask + "; break; }")]
    [TestCase("_ = user switch { \"a\" => " + Ask + ", _ => " + Ask + " };")]
    [TestCase("Func<bool> a = () => " + Ask + "; Func<bool> b = () => " + Ask + ";")]
    [TestCase("var a = " + Ask + "; Func<bool> b = () => " + Ask + ";")]
    [TestCase("var pin = client.Pin(); _ = pin.IsEnabled(\"quiet\"); _ = pin.IsEnabled(\"quiet\");")]
    [TestCase("_ = request.IsEnabled(\"quiet\"); _ = request.IsEnabled(\"quiet\");")]
    [TestCase("_ = client.IsEnabled(\"quiet\"); _ = flags.IsEnabled(\"quiet\");")]
    [TestCase("_ = client.IsEnabled(\"quiet\"); _ = client.Explain(\"quiet\");")]
    [TestCase("_ = client.IsEnabled(user); _ = client.IsEnabled(user);")]
    [TestCase("try { _ = " + Ask + "; } catch (Exception) { _ = " + Ask + "; }")]
    public Task Check_TwoBranchesTimesOrSnapshots_AreNotReported(string body) => CheckBodyAsync(body);

    [Test]
    public Task Check_ParameterThatMayBeASnapshot_IsNotReported() =>
        CheckAsync("public static class A { public static bool M(IFlags flags) => flags.IsEnabled(\"quiet\") && "
            + "flags.IsEnabled(\"quiet\"); }");

    [Test]
    public Task Check_Test_MayAskAgain() => CheckAsync(
        "public sealed class A { [NUnit.Framework.Test] public void M() { FlagClient client = null!; _ = client.IsEnabled(\"quiet\"); _ = "
        + "client.IsEnabled(\"quiet\"); } }");
}
