using static Dataface.Flags.Analyzers.Tests.Checks.CheckedProject;

namespace Dataface.Flags.Analyzers.Tests.Checks;

[TestFixture]
internal sealed class DocumentCheckTests
{
    private const string Decided = """
        id: cart-test
        flag: new-cart
        status: decided
        design:
          control: "off"
          treatments: ["on"]
        decision: { verdict: ship, on: 2027-01-10, by: Ada, readout: r.md, rationale: "better, and: cheaper" }
        """;

    [TestCase("client.IsEnabled({|DFA0001:\"new-crt\"|}, EvaluationContext.ForUser(user));")]
    [TestCase("request.IsEnabled({|DFA0001:\"new-crt\"|});")]
    [TestCase("client?.IsEnabled({|DFA0001:\"new-crt\"|}, EvaluationContext.ForUser(user));")]
    [TestCase("const string Key = \"nothing\"; request.Evaluate({|DFA0001:Key|});")]
    [TestCase("request.Evaluate({|DFA0001:\"new\" + \"-crt\"|});")]
    [TestCase("request.Evaluate(key: {|DFA0001:\"new-crt\"|});")]
    [TestCase("request.GetString(fallback: \"new-cart\", key: {|DFA0001:\"headlin\"|});")]
    [TestCase("var key = FlagKey.Of({|DFA0001:\"new-crt\"|}); request.IsEnabled(key);")]
    [TestCase("request.Explain({|DFA0001:\"new-crt\"|});")]
    [TestCase("request.IsEnabled({|DFA0001:\"New-Cart\"|});")]
    public Task Check_UnknownKey_IsReported(string body) => CheckBodyAsync(body);

    [TestCase("request.IsEnabled(\"new-cart\");")]
    [TestCase("request.IsEnabled(user);")]
    [TestCase("request.IsEnabled(user + \"-x\");")]
    [TestCase("_ = \"new-crt\";")]
    [TestCase("request.IsEnabled(FlagKey.Of(\"new-cart\"));")]
    [TestCase("client.KillSwitch.KillAsync(new() { Flag = \"*\", By = \"me\", Reason = \"x\" });")]
    public Task Check_KnownOrRunTimeKey_IsNotReported(string body) => CheckBodyAsync(body);

    [TestCase("request.IsEnabled(\"New Cart\");")]
    [TestCase("request.IsEnabled(FlagKey.Of(\"New Cart\"));")]
    [TestCase("request.IsEnabled({|DFA0001:\"New cart\"|});")]
    public Task Check_Alias_IsKnownAsTheKeyIs(string body) => CheckBodyAsync(
        body, Document.Replace("\"new-cart\": {", "\"new-cart\": { \"alias\": \"New Cart\",", StringComparison.Ordinal));

    [Test]
    public Task Check_WithoutDocuments_KnowsNoUnknownKeys() => CheckBodyAsync("request.IsEnabled(\"new-crt\");", document: null);

    [Test]
    public Task Check_BrokenDocument_KnowsNoUnknownKeys() =>
        CheckBodyAsync("request.IsEnabled(\"new-crt\");", Document.Replace("\"owner\": \"team-cart\", ", "", StringComparison.Ordinal));

    [Test]
    public Task Check_Attribute_IsAUse() => CheckAsync("""
        [RequireFlag({|DFA0001:"new-crt"|})] public sealed class A { [RequireFlag("new-cart")] public void M() { } }
        [RequireFlag({|DFA0002:"headline"|})] public sealed class B { }
        public static class Map { public static void Add(WebApplication app) { app.MapGet("/",
        () => "").RequireFlag({|DFA0001:"new-crt"|}); app.MapGet("/", () => "").RequireFlag("new-cart"); } }
        """);

    [Test]
    public Task Check_MethodOfAnotherLibrary_IsIgnored() => CheckAsync("""
        public interface IOther { bool IsEnabled(string key); }
        public sealed class A(IOther other) { public bool M() => other.IsEnabled("nothing"); }
        """);

    [Test]
    public Task Check_ImplementationOfTheUsers_IsAUse() => CheckAsync("""
        public abstract class Mine : IRequestFlags
        {
            public abstract EvaluationContext Context { get; }
            public abstract FlagSnapshot Snapshot { get; }
            public bool IsEnabled(string key) => true;
        }
        public sealed class A(Mine mine) { public bool M() => mine.IsEnabled({|DFA0001:"nothing"|}); }
        """);

    [TestCase("request.IsEnabled({|DFA0002:\"headline\"|});")]
    [TestCase("request.GetString({|DFA0002:\"new-cart\"|}, \"x\");")]
    [TestCase("request.GetString({|DFA0002:\"limits\"|}, \"x\");")]
    [TestCase("request.GetNumber({|DFA0002:\"headline\"|}, 1);")]
    [TestCase("client.EvaluateString({|DFA0002:\"size\"|}, \"x\", EvaluationContext.ForUser(user));")]
    [TestCase("_ = FlagKey.Of({|DFA0002:\"ratio\"|}, 1L);")]
    [TestCase("_ = FlagKey.Of({|DFA0002:\"size\"|});")]
    [TestCase("request.GetNumber(\"size\", 1); request.GetNumber(\"ratio\", 1); _ = FlagKey.Of(\"size\", 1L); "
        + "request.GetString(\"headline\", \"\"); request.Explain(\"limits\");")]
    public Task Check_TypeThatDoesNotFit_IsReported(string body) => CheckBodyAsync(body);

    [TestCase("2027-02-14", "request.IsEnabled(\"new-cart\");")]
    [TestCase("2027-02-15", "request.IsEnabled({|DFA0003:\"new-cart\"|});")]
    [TestCase("2027-02-28", "request.IsEnabled({|DFA0003:\"new-cart\"|});")]
    [TestCase("2027-03-01", "request.IsEnabled({|DFA0004:\"new-cart\"|});")]
    [TestCase("2099-01-01", "request.IsEnabled({|DFA0004:\"new-cart\"|});")]
    [TestCase("", "request.IsEnabled(\"new-cart\");")]
    [TestCase("never", "request.IsEnabled(\"new-cart\");")]
    public Task Check_ExpiryOnTheProjectsDay_IsReportedWhereTheFlagIsUsed(string today, string body) => CheckBodyAsync(body, today: today);

    [Test]
    public Task Check_HandleInAField_IsFollowedToTheUse() => CheckAsync(
        """
        public static class Keys
        {
            public const string Text = "new-cart";
            public static readonly FlagKey<bool> Cart = FlagKey.Of({|DFA0004:Text|});
            public static FlagKey<bool> Other { get; } = Cart;
        }
        public sealed class A(IRequestFlags flags)
        {
            public bool M() => flags.IsEnabled({|DFA0004:Keys.Cart|}) | flags.IsEnabled({|DFA0004:Keys.Other|});
        }
        """,
        today: "2028-01-01");

    [Test]
    public Task Check_GeneratedHandle_IsKnownByItsMark() => CheckAsync(
        """
        public static class Made
        {
            [FlagHandle("new-cart")] public static readonly FlagKey<bool> Cart = Make();
            static FlagKey<bool> Make() => null!;
        }
        public sealed class A(IRequestFlags flags) { public bool M() => flags.IsEnabled({|DFA0004:Made.Cart|}); }
        """,
        today: "2028-01-01");

    [TestCase(Decided)]
    [TestCase("flag: new-cart\ndecision:\n  verdict: kill # it was slow\n  on: 2027-01-01\n")]
    [TestCase("flag: \"new-cart\"\ndecision: {\n  on: 2027-01-01,\n  verdict: 'iterate'\n}\n")]
    public Task Check_DecidedExperiment_IsReported(string experiment) =>
        CheckBodyAsync("request.IsEnabled({|DFA0005:\"new-cart\"|}); request.IsEnabled(\"quiet\");", experiment: experiment);

    [TestCase("flag: new-cart\nstatus: running\n")]
    [TestCase("flag: new-cart\n# decision: { verdict: ship }\n")]
    [TestCase("flag: new-cart\noutcome: |\n  decision: { verdict: ship }\n")]
    [TestCase("flag: new-cart\ndecision: { rationale: \"verdict: ship, verdict: ship\" }\n")]
    [TestCase("flag: new-cart\ndecision:\n  rationale: |\n    verdict: ship\n")]
    [TestCase("decision: { verdict: ship }\n")]
    [TestCase("flag: [new-cart\ndecision: {verdict: ")]
    [TestCase("")]
    public Task Check_ExperimentWithoutADecision_IsNotReported(string experiment) =>
        CheckBodyAsync("request.IsEnabled(\"new-cart\");", experiment: experiment);
}
