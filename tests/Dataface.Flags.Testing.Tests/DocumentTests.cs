using System.Text.Json.Serialization;
using Dataface.Flags.Guard;
using Dataface.Flags.Providers;

namespace Dataface.Flags.Testing.Tests;

/// <summary>Forced flags among those of a document.</summary>
[TestFixture]
internal sealed partial class DocumentTests
{
    private static readonly EvaluationContext Staff = EvaluationContext.ForUser("user-42").With("email", "ann@shop.example");

    private ManualTimeProvider _clock = null!;
    private TestFlags _flags = null!;

    [SetUp]
    public async Task StartFlags()
    {
        _clock = new ManualTimeProvider();
        _flags = await ShopDocument.StartAsync(_clock);
    }

    [TearDown]
    public async Task StopFlags() => await _flags.DisposeAsync();

    [Test]
    public void Evaluate_NothingForced_IsWhatTheDocumentSays()
    {
        Assert.That(_flags.Evaluate("checkout-v2", Staff).Rule, Is.EqualTo("staff"));
        Assert.That(_flags.Evaluate("gift-cards", Staff).Value);
        Assert.That(_flags.Evaluate("gift-cards").Reason, Is.EqualTo(EvaluationReason.PrerequisiteNotMet));
    }

    [Test]
    public void Force_AFlagThatAnotherRequires_OpensThatToo()
    {
        using var force = _flags.Force("checkout-v2", true);
        Assert.That(_flags.IsEnabled("gift-cards"));
    }

    [Test]
    public void Force_Off_OverrulesEveryRule()
    {
        using var force = _flags.Force("checkout-v2", false);
        Assert.That(_flags.Evaluate("checkout-v2", Staff),
            Has.Property("Value").False.And.Property("Reason").EqualTo(EvaluationReason.Served));
        Assert.That(_flags.IsEnabled("gift-cards", Staff), Is.False);
    }

    [Test]
    public void Force_AVariant_ByValueNameOrHandle()
    {
        using (_flags.Force("colour", "red")) Assert.That(_flags.EvaluateString("colour", "").Variant, Is.EqualTo("bold"));
        using (_flags.ForceVariant("colour", "bold")) Assert.That(_flags.GetString("colour", ""), Is.EqualTo("red"));
        using (_flags.Force("page-size", 50)) Assert.That(_flags.EvaluateNumber("page-size", 0).Variant, Is.EqualTo("many"));
        var banner = FlagKey.Of("banner", new Banner("none"), ShopJson.Default.Banner);
        using (_flags.Force(banner, new Banner("Sale!"))) Assert.That(_flags.Evaluate(banner).Variant, Is.EqualTo("sale"));
    }

    [Test]
    public void Force_WhatTheDocumentCannotGive_IsRefusedWithAHint()
    {
        Assert.That(() => _flags.Force("chekout-v2", true), Throws.ArgumentException.With.Message.Contains("Did you mean 'checkout-v2'?"));
        Assert.That(() => _flags.Force("colour", "blue"),
            Throws.ArgumentException.With.Message.Contains("'bold' = \"red\", 'plain' = \"grey\""));
        Assert.That(() => _flags.Force("colour", true), Throws.ArgumentException);
        Assert.That(() => _flags.ForceVariant("colour", "blue"), Throws.ArgumentException);
        var banner = FlagKey.Of("banner", new Banner("none"), ShopJson.Default.Banner);
        Assert.That(() => _flags.Force(banner, new Banner("Gone")), Throws.ArgumentException);
    }

    [Test, Rule("every flag expires")]
    public void Clock_ReachesTheDay_ExpiresTheFlagButNotAForcedOne()
    {
        _clock.JumpTo(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.That(_flags.Evaluate("checkout-v2", Staff).Reason, Is.EqualTo(EvaluationReason.Expired));
        Assert.That(_flags.Evaluate("gift-cards", Staff).Reason, Is.EqualTo(EvaluationReason.Expired), "it requires the expired one");
        using var force = _flags.Force("checkout-v2", true);
        Assert.That(_flags.IsEnabled("checkout-v2"), "a test does not fail on the day on which a flag expires");
        Assert.That(_flags.IsEnabled("gift-cards"));
    }

    [Test]
    public async Task Clock_PassesHoldAndPatience_TakesTheRampOn()
    {
        await using var flags = await TestFlags.StartAsync(o =>
        {
            (o.Environment, o.TimeProvider) = ("production", _clock);
            o.AddProvider(new InMemoryFlagConfigProvider("""
                { "schema": 1, "flags": { "f": { "owner": "team", "created": "2026-11-01", "expires": "2027-01-01", "guard": {},
                  "environments": { "production": { "rollout": { "percent": 50,
                    "ramp": { "steps": [1, 50], "hold": "00:01:00", "onInconclusive": "advance", "patience": "00:05:00" } } } } } } }
                """));
        });
        var users = 0;
        await _clock.AdvanceUntilAsync(
            () =>
            {
                for (var i = 0; i < 50; i++)
                {
                    var evaluation = flags.Evaluate("f", EvaluationContext.ForUser($"user-{users++}"));
                    flags.Guard.Record(evaluation, GuardOutcome.Success, TimeSpan.FromMilliseconds(20));
                }

                return flags.Guard.Status.SingleOrDefault()?.Stage == 1;
            },
            TimeSpan.FromSeconds(10));
        Assert.That(flags.Guard.Status.Single().Percent, Is.EqualTo(50));
        Assert.That(_clock.GetUtcNow(), Is.GreaterThanOrEqualTo(new ManualTimeProvider().GetUtcNow().AddMinutes(5)));
    }

    [Test]
    public async Task Update_WhileForced_ForcesWhatIsStillDefined()
    {
        var source = new InMemoryFlagConfigProvider(ShopDocument.Json);
        await using var flags = await TestFlags.StartAsync(o => o.AddProvider(source).TimeProvider = _clock);
        using var checkout = flags.Force("checkout-v2", true);
        using var colour = flags.Force("colour", "red");
        source.Update(ShopDocument.Json.Replace("\"colour\"", "\"paint\"", StringComparison.Ordinal));
        await _clock.AdvanceUntilAsync(() => flags.Evaluate("paint").Reason == EvaluationReason.TypeMismatch, TimeSpan.Zero);
        Assert.That(flags.IsEnabled("checkout-v2"));
        Assert.That(flags.GetString("colour", "none"), Is.EqualTo("none"));
    }

    [Test]
    public void StartAsync_ADocumentThatIsRefused_Throws() =>
        Assert.That(
            () => TestFlags.StartAsync(o => o.AddProvider(new InMemoryFlagConfigProvider("""{ "schema": 2 }"""))),
            Throws.InvalidOperationException);

    internal sealed record Banner(string Text);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Banner))]
    internal sealed partial class ShopJson : JsonSerializerContext;
}
