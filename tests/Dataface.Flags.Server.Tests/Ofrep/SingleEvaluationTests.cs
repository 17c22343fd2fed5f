using Dataface.Flags.Tests;

namespace Dataface.Flags.Server.Tests.Ofrep;

/// <summary>One flag: values of every type, reasons, metadata, context.</summary>
[TestFixture]
internal sealed class SingleEvaluationTests
{
    private const string User = """{"targetingKey":"user-42"}""";

    private OfrepHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await OfrepHost.StartAsync(OfrepHost.Own, OfrepHost.Storefront);

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [TestCase("everybody", User, "on", "true", "TARGETING_MATCH", "rule_match")]
    [TestCase("served-off", User, "off", "false", "STATIC", "served")]
    [TestCase("elsewhere", User, "off", "false", "UNKNOWN", "no_environment")]
    [TestCase("targeted", User, "off", "false", "UNKNOWN", "no_match")]
    [TestCase("needs-targeted", User, "off", "false", "UNKNOWN", "prerequisite_not_met")]
    [TestCase("short-lived", User, "off", "false", "DISABLED", "expired")]
    [TestCase("colour", User, "grey", "\"grey\"", "UNKNOWN", "no_match")]
    [TestCase("colour", """{"targetingKey":"u","country":"XK-hidden"}""", "festive", "\"rot \\u0026 gr\\u00FCn \\u0022\\u2605\\u0022\"",
        "TARGETING_MATCH", "rule_match")]
    [TestCase("ratio", User, "low", "0.25", "UNKNOWN", "no_match")]
    [TestCase("ratio", """{"targetingKey":"u","age":67.5}""", "high", "7", "TARGETING_MATCH", "rule_match")]
    [TestCase("limits", """{"targetingKey":"u","beta":true}""", "some",
        """{"max":20,"per":{"list":[1,"two",null,true],"unit":"minute"}}""", "TARGETING_MATCH", "rule_match")]
    public async Task Evaluate_FlagOfEachTypeAndReason_AnswersAsTheContractSays(
        string flag, string context, string variant, string value, string reason, string finer)
    {
        var answer = await _host.EvaluateAsync(flag, context);

        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
        Assert.That(answer.ContentType, Is.EqualTo("application/json"));
        OfrepContract.AssertValid(OfrepContract.Success, answer.Body);
        Assert.That(answer.Json.AsObject().Select(m => m.Key), Is.EqualTo(new[] { "key", "reason", "variant", "value", "metadata" }));
        Assert.That((string?)answer.Json["key"], Is.EqualTo(flag));
        Assert.That((string?)answer.Json["variant"], Is.EqualTo(variant));
        Assert.That((string?)answer.Json["reason"], Is.EqualTo(reason));
        Assert.That(answer["value"], Is.EqualTo(value));
        Assert.That((string?)answer.Json["metadata"]!["dataface.flags.reason"], Is.EqualTo(finer));
        Assert.That((string?)answer.Json["metadata"]!["flagSetId"], Is.EqualTo("production"));
        Assert.That(_host.Flags.Pin().Revision, Does.Contain((string?)answer.Json["metadata"]!["version"]));
    }

    [Test]
    [Rule("the same unit gets the same answer in every process")]
    public async Task Evaluate_ManyUsers_GivesEachWhatTheLibraryGivesThem()
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < 100; i++)
        {
            var user = $"user-{i}";
            var expected = _host.Flags.Evaluate("share", EvaluationContext.ForUser(user));
            var answer = await _host.EvaluateAsync("share", $$"""{"targetingKey":"{{user}}"}""");
            Assert.That(answer["value"], Is.EqualTo(expected.Value ? "true" : "false"), user);
            Assert.That((string?)answer.Json["reason"], Is.EqualTo("SPLIT"));
            seen.Add(answer["value"]!);
        }

        Assert.That(seen, Has.Count.EqualTo(2));
    }

    [TestCase("ratio", "age", "68", true)]
    [TestCase("ratio", "age", "67", false)]
    [TestCase("ratio", "age", "6.75e1", true)]
    [TestCase("ratio", "age", "99999999999999999999", true)]
    [TestCase("ratio", "age", "\"68\"", false)]
    [TestCase("ratio", "age", "null", false)]
    [TestCase("ratio", "age", """{"years":68}""", false)]
    [TestCase("ratio", "age", "[1,68]", true)]
    [TestCase("ratio", "age", "[1,null,{\"a\":[70]}]", false)]
    [TestCase("ratio", "age", "[68,\"a\"]", false)]
    [TestCase("limits", "beta", "true", true)]
    [TestCase("limits", "beta", "false", false)]
    [TestCase("targeted", "email", "\"a@hidden.example\"", true)]
    [TestCase("targeted", "em\\u0061il", "\"a@hidden.ex\\u0061mple\"", true)]
    [TestCase("targeted", "roles", """["other",7,{"hidden-role":["hidden-role"]},null,"hidden-role"]""", true)]
    [TestCase("targeted", "roles", """["other",[ "hidden-role" ]]""", false)]
    [TestCase("since", "joined", "\"2025-12-31T23:59:59Z\"", true)]
    [TestCase("since", "joined", "\"2026-01-01T00:00:01Z\"", false)]
    public async Task Evaluate_AttributeOfEachJsonType_TakesPartAsItsType(string flag, string attribute, string value, bool matches)
    {
        var answer = await _host.EvaluateAsync(
            flag, $$"""{"nobody asks":{"a":[1,{}]},"targetingKey":"u","{{attribute}}":{{value}},"more":[[]]}""");
        Assert.That((string?)answer.Json["reason"], Is.EqualTo(matches ? "TARGETING_MATCH" : "UNKNOWN"), answer.Body);
    }

    [Test]
    public async Task Evaluate_NameGivenTwice_TheLastCounts()
    {
        var answer = await _host.EvaluateAsync("ratio", """{"targetingKey":"u","age":90,"age":10}""");
        Assert.That(answer["value"], Is.EqualTo("0.25"));
        answer = await _host.EvaluateAsync("ratio", """{"targetingKey":"u","age":90,"age":null}""");
        Assert.That(answer["value"], Is.EqualTo("0.25"));
    }

    [Test]
    public async Task Evaluate_ContextNamesUserIdBesideTheTargetingKey_TheUserIdIsTheUnit()
    {
        var users = Enumerable.Range(0, 200).Select(i => $"user-{i}")
            .ToLookup(u => _host.Flags.IsEnabled("share", EvaluationContext.ForUser(u)));
        var answer = await _host.EvaluateAsync(
            "share", $$"""{"targetingKey":"{{users[false].First()}}","userId":"{{users[true].First()}}"}""");
        Assert.That(answer["value"], Is.EqualTo("true"));
        answer = await _host.EvaluateAsync("share", $$"""{"userId":null,"targetingKey":"{{users[true].First()}}"}""");
        Assert.That(answer["value"], Is.EqualTo("true"));
    }

    [Test]
    public async Task Evaluate_RuleAsksForTheTargetingKeyByName_HasIt()
    {
        Assert.That((await _host.EvaluateAsync("since", """{"targetingKey":"hidden-vip-1"}"""))["value"], Is.EqualTo("true"));
        Assert.That((await _host.EvaluateAsync("since", User))["value"], Is.EqualTo("false"));
    }

    [Test]
    public async Task Evaluate_FlagBucketsByAnotherAttribute_TakesThatOne()
    {
        var session = Enumerable.Range(0, 200).Select(i => $"s{i}")
            .First(s => _host.Flags.IsEnabled("by-session", EvaluationContext.ForUnit("sessionId", s)));
        var answer = await _host.EvaluateAsync("by-session", $$"""{"targetingKey":"u","sessionId":"{{session}}"}""");
        Assert.That(answer["value"], Is.EqualTo("true"));
    }

    [Test]
    [Rule("a kill wins over everything")]
    public async Task Evaluate_KilledFlag_GivesTheOffVariantAtOnceAndComesBackWithTheRestore()
    {
        await _host.Flags.KillSwitch.KillAsync(new() { Flag = "everybody", By = "me", Reason = "hidden-kill-reason" });
        var answer = await _host.EvaluateAsync("everybody", User);
        Assert.That((answer["value"], answer["reason"]), Is.EqualTo(("false", "\"DISABLED\"")));
        await _host.Flags.KillSwitch.RestoreAsync(new() { Flag = "everybody", By = "me", Reason = "over" });
        Assert.That((await _host.EvaluateAsync("everybody", User))["value"], Is.EqualTo("true"));
    }

    [Test]
    public async Task Evaluate_AnsweredFlag_IsCountedOnce()
    {
        long Count() => _host.Flags.ReadCounts().Where(c => c.Flag == "served-off").Sum(c => c.Count);
        var before = Count();
        await _host.EvaluateAsync("served-off", User);
        Assert.That(Count(), Is.EqualTo(before + 1));
    }
}
