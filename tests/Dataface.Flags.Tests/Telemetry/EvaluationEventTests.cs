using Dataface.Flags.Providers;
using Dataface.Flags.Telemetry;
using Dataface.Flags.Tests.Exposures;
using Microsoft.Extensions.Logging;
using static Dataface.Flags.Tests.Exposures.ExposureDocument;

namespace Dataface.Flags.Tests.Telemetry;

/// <summary>Which evaluations are written as events, with which unit, and what that costs the others.</summary>
[TestFixture, NonParallelizable]
internal sealed class EvaluationEventTests
{
    private static readonly EvaluationContext User = EvaluationContext.ForUser("user-42");

    private readonly EventRecorder _events = new();

    [SetUp]
    public void Forget() => _events.Clear();

    [Test]
    public async Task Flags_NotNamed_WriteNothing()
    {
        await using var flags = await StartAsync(o => o.EvaluationEvents.Flags.Add("f"));
        for (var i = 0; i < 10; i++) flags.IsEnabled("g", User);
        flags.IsEnabled("no such flag", User);
        Assert.That(_events.Keys, Is.Empty);
        flags.IsEnabled("f", User);
        Assert.That(_events.Keys, Is.EqualTo(["f"]));
    }

    [Test]
    public async Task Star_EveryFlag_ButNoneThatNoDocumentDefines()
    {
        await using var flags = await StartAsync(o => o.EvaluationEvents.Flags.Add("*"));
        flags.IsEnabled("f", User);
        flags.IsEnabled("g", User);
        flags.IsEnabled("whatever somebody sends", User);
        Assert.That(_events.Keys, Is.EqualTo(["f", "g"]));
    }

    [Test, Rule("an evaluation never allocates")]
    public async Task Flags_NotNamed_AllocateNothing()
    {
        await using var flags = await StartAsync(o => o.EvaluationEvents.Flags.Add("f"));
        var key = FlagKey.Of("g");
        Allocations.AssertNone(() => flags.IsEnabled(key, User), 10_000);
        Allocations.AssertNone(() => flags.IsEnabled("g", User), 10_000);
    }

    [Test, Rule("an evaluation never allocates")]
    public async Task Sampled_EvaluationsThatAreNotPicked_AllocateNothing()
    {
        await using var flags = await StartAsync(o => o.EvaluationEvents.SampleRatio = 1e-9);
        Allocations.AssertNone(() => flags.IsEnabled("g", User), 10_000);
    }

    [TestCase(0.5), TestCase(0.1), TestCase(0.01), TestCase(0.001), TestCase(1)]
    public async Task SampleRatio_OfOthers_IsKeptAndSpreadEvenly(double ratio)
    {
        const int Half = 50_000;
        await using var flags = await StartAsync(o => o.EvaluationEvents.SampleRatio = ratio);
        for (var i = 0; i < Half; i++) flags.IsEnabled("g", User);
        var first = _events.Keys.Count;
        for (var i = 0; i < Half; i++) flags.IsEnabled("g", User);
        Assert.That(first, Is.EqualTo(Half * ratio).Within(2));
        Assert.That(_events.Keys.Count - first, Is.EqualTo(Half * ratio).Within(2));
    }

    [TestCase(UnitForm.Plain, "user-42")]
    [TestCase(UnitForm.None, null)]
    public async Task ContextId_AsTheOptionsSay(UnitForm form, string? expected)
    {
        await using var flags = await StartAsync(o => (o.EvaluationEvents.ContextId, o.EvaluationEvents.SampleRatio) = (form, 1));
        flags.IsEnabled("f", User);
        Assert.That(_events.Units.Single(), Is.EqualTo(expected));
    }

    [TestCase(UnitForm.Plain), TestCase(UnitForm.KeyedHash), Rule("a unit leaves the process only in the form that was allowed")]
    public async Task ContextId_PrivateOrOverlong_IsNeverWritten(UnitForm form)
    {
        await using var flags = await StartAsync(o => (o.EvaluationEvents.ContextId, o.EvaluationEvents.SampleRatio) = (form, 1));
        flags.IsEnabled("f", EvaluationContext.Empty.WithPrivate("userId", "secret-user"));
        flags.IsEnabled("f", EvaluationContext.ForUser(new string('x', 257)));
        flags.IsEnabled("f", EvaluationContext.ForUser(new string('x', 1_000_000)));
        flags.IsEnabled("f", EvaluationContext.ForUser(new string('x', 256)));
        Assert.That(_events.Units.Select(u => u is null), Is.EqualTo([true, true, true, false]));
        Assert.That(_events.Texts, Has.None.Contains("secret-user"));
    }

    [Test, Rule("an evaluation never throws")]
    public async Task Logger_AlwaysThrows_EvaluationsAndKillsContinue()
    {
        await using var flags = await StartAsync(o => o.EvaluationEvents.SampleRatio = 1);
        var expected = flags.IsEnabled("f", User);
        foreach (var mode in new[] { Failing.Log, Failing.IsEnabled })
        {
            _events.Failing = mode;
            Assert.That(flags.IsEnabled("f", User), Is.EqualTo(expected), $"{mode}");
            Assert.That(flags.IsEnabled($"no such flag, {mode}", User), Is.False, $"{mode}");
            Assert.That(flags.EvaluateString("f", "fallback", User).Value, Is.EqualTo("fallback"), $"{mode}");
            Assert.That(flags.IsEnabled("f"), Is.False, $"{mode}: no unit");
            await flags.KillSwitch.KillAsync(new() { Flag = "g", By = "ops", Reason = "errors" });
            Assert.That(flags.Evaluate("g", User).Reason, Is.EqualTo(EvaluationReason.Killed), $"{mode}");
        }
    }

    [Test]
    public async Task Logger_ThrowsOnEventsOnly_IsReportedOnce()
    {
        await using var flags = await StartAsync(o => o.EvaluationEvents.SampleRatio = 1);
        _events.Failing = Failing.EventsOnly;
        for (var i = 0; i < 10; i++) flags.IsEnabled("f", User);
        Assert.That(_events.Others.Count(id => id == 1005), Is.EqualTo(1));
    }

    private Task<FlagClient> StartAsync(Action<FlagClientOptions> configure) => FlagClient.StartAsync(
        o =>
        {
            (o.Environment, o.UnitSecret, o.TimeProvider) = (ExposureDocument.Environment, Secret, new ManualTimeProvider());
            o.AddProvider(new InMemoryFlagConfigProvider(Of(Flag("f", "release", Rollout(50)), Flag("g", "release", Rollout(50)))));
            configure(o);
        },
        _events);
}
