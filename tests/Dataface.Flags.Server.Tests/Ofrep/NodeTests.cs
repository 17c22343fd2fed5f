using System.Globalization;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Server.Tests.Ofrep;

/// <summary>
/// The Storefront's flags and some more, seen through <c>@openfeature/server-sdk</c> and <c>@openfeature/ofrep-provider</c> under Node.
/// </summary>
[TestFixture]
internal sealed class NodeTests
{
    private const string User = """{"targetingKey":"user-42"}""";

    private OfrepHost? _host;
    private NodeOpenFeature? _node;

    [OneTimeSetUp]
    public async Task Start()
    {
        await NodePackages.InstallAsync("ofrep-node");
        _host = await OfrepHost.StartAsync(OfrepHost.Storefront, OfrepHost.Own);
        _node = NodeOpenFeature.Start(_host.Address);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _node?.Dispose();
        if (_host is not null) await _host.DisposeAsync();
    }

    [Test]
    [Rule("the same unit gets the same answer in every process")]
    public async Task Evaluate_FlagsOfTheStorefront_AreTheSameInNodeAndHere()
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < 200; i++)
        {
            var (user, country) = ($"user-{i}", i % 2 == 0 ? "DE" : "FR");
            var here = EvaluationContext.ForUser(user).With("country", country);
            var there = $$"""{"targetingKey":"{{user}}","country":"{{country}}"}""";
            var checkout = await _node!.EvaluateAsync("boolean", "checkout-v2", "false", there);
            var headline = await _node.EvaluateAsync("string", "headline", "\"fallback\"", there);
            var count = await _node.EvaluateAsync("number", "recommendations", "-1", there);
            Assert.That((bool)checkout["value"]!, Is.EqualTo(_host!.Flags.IsEnabled("checkout-v2", here)), user);
            Assert.That((string?)headline["value"], Is.EqualTo(_host.Flags.GetString("headline", "", here)), user);
            Assert.That((double)count["value"]!, Is.EqualTo(_host.Flags.GetNumber("recommendations", 0, here)), user);
            Assert.That((string?)checkout["variant"], Is.EqualTo(_host.Flags.Evaluate("checkout-v2", here).Variant), user);
            seen.UnionWith([$"{checkout["variant"]}", $"{headline["variant"]}",
                ((double)count["value"]!).ToString(CultureInfo.InvariantCulture)]);
        }

        Assert.That(seen, Is.SupersetOf(new[] { "off", "on", "plain", "sale", "warm", "3", "5", "8" }), "the users have met every variant");
    }

    [TestCase("grace", true, "TARGETING_MATCH")]
    [TestCase("heidi", false, "UNKNOWN")]
    public async Task Evaluate_TargetedFlag_HasItsReason(string user, bool isOn, string reason)
    {
        var answer = await _node!.EvaluateAsync("boolean", "express-delivery", "false", $$"""{"targetingKey":"{{user}}"}""");
        Assert.That(((bool)answer["value"]!, (string?)answer["reason"]), Is.EqualTo((isOn, reason)));
        Assert.That((string?)answer["flagMetadata"]!["flagSetId"], Is.EqualTo("production"));
    }

    [Test]
    public async Task Evaluate_ObjectFlag_GivesTheObject()
    {
        var answer = await _node!.EvaluateAsync("object", "limits", "{}", """{"targetingKey":"u","beta":true}""");
        Assert.That(answer["value"]!.ToJsonString(), Is.EqualTo("""{"max":20,"per":{"list":[1,"two",null,true],"unit":"minute"}}"""));
    }

    [Test]
    [Rule("a kill wins over everything")]
    public async Task Evaluate_KillInBetween_TheNextAnswerIsOff()
    {
        const string Tester = """{"targetingKey":"grace"}""";
        Assert.That((bool)(await _node!.EvaluateAsync("boolean", "express-delivery", "false", Tester))["value"]!, Is.True);
        await _host!.Flags.KillSwitch.KillAsync(new() { Flag = "express-delivery", By = "me", Reason = "test" });
        var killed = await _node.EvaluateAsync("boolean", "express-delivery", "true", Tester);
        Assert.That(((bool)killed["value"]!, (string?)killed["reason"]), Is.EqualTo((false, "DISABLED")));
        await _host.Flags.KillSwitch.RestoreAsync(new() { Flag = "express-delivery", By = "me", Reason = "over" });
        Assert.That((bool)(await _node.EvaluateAsync("boolean", "express-delivery", "false", Tester))["value"]!, Is.True);
    }

    [TestCase("boolean", "no-such-flag", "true", User, "FLAG_NOT_FOUND")]
    [TestCase("string", "checkout-v2", "\"fallback\"", User, "TYPE_MISMATCH")]
    [TestCase("boolean", "checkout-v2", "true", """{"country":"DE"}""", "TARGETING_KEY_MISSING")]
    [TestCase("boolean", "checkout-v2", "true", """{"targetingKey":""}""", "TARGETING_KEY_MISSING")]
    [TestCase("boolean", "by-session", "true", User, "TARGETING_KEY_MISSING")]
    public async Task Evaluate_WithoutAnAnswer_GivesTheCodesDefaultAndTheErrorCode(
        string type, string flag, string fallback, string context, string code)
    {
        var answer = await _node!.EvaluateAsync(type, flag, fallback, context);
        Assert.That((answer["value"]!.ToJsonString(), (string?)answer["errorCode"], (string?)answer["reason"]),
            Is.EqualTo((fallback, code, "ERROR")), answer.ToJsonString());
    }
}
