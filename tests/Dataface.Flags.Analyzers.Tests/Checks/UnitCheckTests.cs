using static Dataface.Flags.Analyzers.Tests.Checks.CheckedProject;

namespace Dataface.Flags.Analyzers.Tests.Checks;

[TestFixture]
internal sealed class UnitCheckTests
{
    [TestCase("{|DFA0006:client.IsEnabled(\"new-cart\")|};")]
    [TestCase("{|DFA0006:client.IsEnabled(\"new-cart\", null)|};")]
    [TestCase("{|DFA0006:client.IsEnabled(\"new-cart\", default)|};")]
    [TestCase("{|DFA0006:client.IsEnabled(\"new-cart\", EvaluationContext.Empty)|};")]
    [TestCase("{|DFA0006:flags.Evaluate(\"new-cart\", EvaluationContext.Empty.With(\"country\", \"DE\"))|};")]
    [TestCase("{|DFA0006:client.Pin().IsEnabled(\"new-cart\", EvaluationContext.ForUnit(\"sessionId\", user))|};")]
    [TestCase("{|DFA0006:client.IsEnabled(\"by-session\", EvaluationContext.ForUser(user).With(\"country\", \"DE\"))|};")]
    [TestCase("{|DFA0006:client.IsEnabled(\"new-cart\", EvaluationContext.ForUser(user).Without(\"userId\"))|};")]
    [TestCase("var off = \"x\"; {|DFA0006:client.GetString(\"texts\", off)|};")]
    public Task Check_RolloutWithoutItsUnit_IsReported(string body) => CheckBodyAsync(body);

    [TestCase("client.IsEnabled(\"new-cart\", EvaluationContext.ForUser(user));")]
    [TestCase("client.IsEnabled(\"by-session\", EvaluationContext.ForUser(user).With(\"sessionId\", user));")]
    [TestCase("client.IsEnabled(\"new-cart\", EvaluationContext.ForUnit(user, user));")]
    [TestCase("client.IsEnabled(\"new-cart\", EvaluationContext.Empty.With(user, user));")]
    [TestCase("var context = EvaluationContext.Empty; client.IsEnabled(\"new-cart\", context);")]
    [TestCase("client.IsEnabled(\"quiet\");")]
    [TestCase("client.IsEnabled(\"headline\" + user);")]
    [TestCase("request.IsEnabled(\"new-cart\");")]
    [TestCase("client.Explain(\"new-cart\");")]
    [TestCase("using var test = new Dataface.Flags.Testing.TestFlags(); test.IsEnabled(\"new-cart\");")]
    public Task Check_UnitThatIsOrMayBeThere_IsNotReported(string body) =>
        CheckBodyAsync(body.Replace("using var", "var", StringComparison.Ordinal));
}
