using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Tests.Documents;

/// <summary>Ways past the policy that were open.</summary>
[TestFixture]
internal sealed class PolicyHoleTests
{
    [TestCase("""{ "attribute": "userId", "exists": true }""")]
    [TestCase("""{ "attribute": "userId", "notIn": ["nobody"] }""")]
    [TestCase("""{ "attribute": "country", "notIn": ["XX"] }""")]
    [TestCase("""{ "not": { "attribute": "country", "in": ["XX"] } }""")]
    [TestCase("""{ "attribute": "email", "matches": "." }""")]
    [TestCase("""{ "attribute": "age", "atLeast": 0 }""")]
    [TestCase("""{ "attribute": "age", "lessThan": 1e12 }""")]
    [TestCase("""{ "attribute": "now", "before": "2999-01-01" }""")]
    [TestCase("""{ "attribute": "version", "semver": ">=0.0.0" }""")]
    [TestCase("""{ "attribute": "beta", "in": [true, false] }""")]
    [TestCase("""{ "any": [ { "attribute": "country", "equals": "DE" }, { "not": { "attribute": "country", "equals": "DE" } } ] }""")]
    [TestCase("""{ "all": [ { "attribute": "userId", "exists": true }, { "segment": "anybody" } ] }""")]
    [TestCase("""{ "all": [ { "segment": "anybody" }, { "from": "2027-02-01", "until": "2027-02-02" } ] }""")]
    [TestCase("""{ "not": { "any": [ { "until": "2027-02-01" }, { "from": "2027-02-02" }, { "attribute": "a", "equals": "XX" } ] } }""")]
    public void Lint_ConditionThatHoldsForEverybody_IsWarnedOfInProduction(string condition)
    {
        foreach (var environment in new[] { "production", "prod", "live", "production-eu" })
        {
            var problems = Read(environment, $$"""{ "name": "r", "when": {{condition}}, "serve": "on" }""");
            Assert.That(problems.Select(p => (p.Code, p.Severity)), Does.Contain((ProblemCode.ServedToEverybody, ProblemSeverity.Warning)),
                environment);
        }

        Assert.That(Read("staging", $$"""{ "name": "r", "when": {{condition}}, "serve": "on" }""").Select(p => p.Code),
            Does.Not.Contain(ProblemCode.ServedToEverybody));
        Assert.That(Read("production", $$"""{ "name": "r", "when": {{condition}}, "serve": "off" }""").Select(p => p.Code),
            Does.Not.Contain(ProblemCode.ServedToEverybody));
        Assert.That(Read("production", $$"""{ "name": "r", "when": {{condition}}, "rollout": { "percent": 1 } }""").Select(p => p.Code),
            Does.Not.Contain(ProblemCode.ServedToEverybody));
    }

    [TestCase("""{ "from": "2027-02-01" }""")]
    [TestCase("""{ "not": { "until": "2027-02-01" } }""")]
    [TestCase("""{ "all": [ { "from": "2027-02-01" }, { "not": { "from": "2027-02-02" } } ] }""")]
    [TestCase("""{ "any": [ { "from": "2027-02-01" }, { "attribute": "country", "equals": "DE" } ] }""")]
    public void Lint_WindowAlone_IsARuleForEverybody(string window)
    {
        var rule = $$"""{ "name": "r", "when": {{window}}, "serve": "on" }""";
        Assert.That(Read("production", rule).Select(p => (p.Code, p.Severity)),
            Is.EqualTo(new[] { (ProblemCode.ServedToEverybody, ProblemSeverity.Warning) }));
        Assert.That(Read("production-eu", rule).Select(p => p.Code), Is.EqualTo(new[] { ProblemCode.LooksLikeProduction }));
        var experiment = ProblemCase.Flag("", $$"""
            "kind": "experiment", "environments": { "production": { "rules": [ {{rule}} ] } }
            """.Replace("2027-02", "2026-12", StringComparison.Ordinal));
        Assert.That(FlagDocumentReader.Read(Encoding.UTF8.GetBytes(experiment.Json), time: ProblemCase.Clock).Problems.Select(p => p.Code),
            Is.EqualTo(new[] { ProblemCode.ServedToEverybodyRefused }));
    }

    [TestCase("""{ "name": "r", "when": { "all": [ { "segment": "staff" }, { "from": "2027-02-01" } ] }, "serve": "on" }""")]
    [TestCase("""{ "name": "r", "when": { "from": "2027-02-01" }, "rollout": { "percent": 5 } }""")]
    public void Lint_WindowForSome_IsNotWarnedOf(string rule) => Assert.That(Read("production", rule), Is.Empty);

    [Test]
    public void Read_RolloutBehindAWindow_NeedsARampAsAnyOther() => Assert.That(
        Read("production", """{ "name": "r", "when": { "from": "2027-02-01" }, "rollout": { "percent": 100 } }""").Select(p => p.Code),
        Is.EqualTo(new[] { ProblemCode.RampMissing }));

    [Test]
    public void Lint_RulesThatTogetherHoldForEverybody_AreWarnedOf() => Assert.That(
        Read("production", """
            { "name": "true", "when": { "attribute": "beta", "equals": true }, "serve": "on" },
            { "name": "false", "when": { "attribute": "beta", "equals": false }, "serve": "on" }
            """).Select(p => p.Code), Does.Contain(ProblemCode.ServedToEverybody));

    [TestCase("""{ "name": "r", "when": { "attribute": "userId", "exists": true }, "serve": "on" }, { "name": "rest", "serve": "off" }""",
        true)]
    [TestCase("""{ "name": "r", "when": { "attribute": "userId", "exists": true }, "serve": "on" }, { "name": "rest", "rollout": """
        + """{ "percent": 1 } }""", true)]
    [TestCase("""{ "name": "r", "when": { "attribute": "country", "in": ["DE"] }, "serve": "on" }, { "name": "rest", "serve": "off" }""",
        false)]
    public void Lint_RuleForTheRest_HidesNoConditionThatHoldsForEverybody(string rules, bool isWarnedOf) => Assert.That(
        Read("production", rules).Count(p => p.Code == ProblemCode.ServedToEverybody), Is.EqualTo(isWarnedOf ? 1 : 0));

    [TestCase("""{ "attribute": "country", "in": ["DE", "AT"] }""")]
    [TestCase("""{ "attribute": "country", "notIn": ["DE"] }""")]
    [TestCase("""{ "attribute": "email", "endsWith": "@shop.example" }""")]
    [TestCase("""{ "attribute": "employeeId", "exists": true }""")]
    [TestCase("""{ "attribute": "age", "atLeast": 18 }""")]
    [TestCase("""{ "attribute": "version", "semver": ">=2.0.0" }""")]
    [TestCase("""{ "segment": "staff" }""")]
    [TestCase("""{ "not": { "segment": "anybody" } }""")]
    public void Lint_ConditionThatNamesSome_IsNot(string condition) =>
        Assert.That(Read("production", $$"""{ "name": "r", "when": {{condition}}, "serve": "on" }""").Select(p => p.Code),
            Does.Not.Contain(ProblemCode.ServedToEverybody));

    [TestCase("production-eu", true)]
    [TestCase("eu-production", true)]
    [TestCase("prd", true)]
    [TestCase("prd-1", true)]
    [TestCase("prod2", true)]
    [TestCase("prod.us", true)]
    [TestCase("live_de", true)]
    [TestCase("euprod", true)]
    [TestCase("staging", false)]
    [TestCase("pre-prod", false)]
    [TestCase("preproduction", false)]
    [TestCase("nonprod", false)]
    [TestCase("production-test", false)]
    [TestCase("products", false)]
    [TestCase("delivery", false)]
    public void Lint_EnvironmentThatSoundsLikeProduction_IsWarnedOf(string environment, bool isWarned)
    {
        foreach (var answer in new[] { "\"serve\": \"on\"", "\"rollout\": { \"percent\": 6 }",
            "\"rollout\": { \"percent\": 50, \"ramp\": { \"steps\": [10, 50] } }" })
        {
            var problems = FlagDocumentReader.Read(
                Document($$"""{ "{{environment}}": { {{answer}} } }"""), time: ProblemCase.Clock).Problems;
            Assert.That(problems.Any(p => p.Code == ProblemCode.LooksLikeProduction), Is.EqualTo(isWarned), answer);
            Assert.That(problems.All(p => p.Severity == ProblemSeverity.Warning));
        }

        var small = FlagDocumentReader.Read(
            Document($$"""{ "{{environment}}": { "rollout": { "percent": 5 } } }"""), time: ProblemCase.Clock);
        Assert.That(small.Problems, Is.Empty);
    }

    [TestCase("sso", true)]
    [TestCase("new-login", true)]
    [TestCase("gdpr_export", true)]
    [TestCase("two-factor-v2", true)]
    [TestCase("author-page", false)]
    [TestCase("checkout", false)]
    [TestCase("blogin", false)]
    public void Lint_KeyThatNamesSecurity_IsWarnedOf(string key, bool isWarned)
    {
        var json = $$"""{ "schema": 1, "flags": { "{{key}}": { "owner": "t", "created": "2026-11-20", "expires": "2027-01-01" } } }""";
        Assert.That(FlagDocumentReader.Read(Encoding.UTF8.GetBytes(json), time: ProblemCase.Clock).Problems.Any(
            p => p.Code == ProblemCode.LooksLikeSecurity), Is.EqualTo(isWarned));
    }

    /// <summary>
    /// Wherever a list or map must be there, an empty one is refused too; found by taking out each that a large document has.
    /// </summary>
    [Test]
    public void Read_RequiredListOrMapEmpty_IsRefusedLikeAMissingOne()
    {
        var compared = 0;
        foreach (var json in Enumerable.Range(0, 60).Select(RandomDocument.Json).Append(
            Encoding.UTF8.GetString(TestFile.Bytes("Documents", "design.json"))))
        {
            foreach (var (path, without, empty) in EmptyMembers.Of(json))
            {
                // Others refer to them by name, and nothing need stand in them.
                if (path.Count > 1 && (path[^2] is "layers" or "variants")) continue;
                if (Accepts(without)) continue;
                compared++;
                Assert.That(Accepts(empty), Is.False, $"{string.Join('.', path)} in {empty.ToJsonString()}");
            }
        }

        Assert.That(compared, Is.GreaterThan(100));
    }

    private static bool Accepts(JsonNode document) =>
        FlagDocumentReader.Read(Encoding.UTF8.GetBytes(document.ToJsonString()), time: ProblemCase.Clock).IsAccepted;

    private static IReadOnlyList<DocumentProblem> Read(string environment, string rules) =>
        FlagDocumentReader.Read(Document($$"""{ "{{environment}}": { "rules": [ {{rules}} ] } }"""), time: ProblemCase.Clock).Problems;

    private static byte[] Document(string environments) => Encoding.UTF8.GetBytes($$"""
        { "schema": 1,
          "segments": { "anybody": { "attribute": "country", "notIn": ["XX"] },
          "staff": { "attribute": "email", "endsWith": "@x.example" } },
          "flags": { "f": { "owner": "t", "created": "2026-11-20", "expires": "2027-01-01", "environments": {{environments}} },
            "uses": { "owner": "t", "created": "2026-11-20", "expires": "2027-01-01", "environments": { "staging": { "rules": [
              { "name": "a", "when": { "segment": "anybody" }, "serve": "on" },
              { "name": "s", "when": { "segment": "staff" }, "serve": "on" } ] } } } } }
        """);
}
