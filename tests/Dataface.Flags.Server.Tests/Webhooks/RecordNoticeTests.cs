using System.Text.Json;
using Dataface.Flags.Server.Tests.Board;
using Dataface.Flags.Server.Webhooks;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Tests.Webhooks;

/// <summary>What records tell.</summary>
[TestFixture]
internal sealed class RecordNoticeTests
{
    private static readonly FlagState Killed = FlagState.Empty with
    {
        Kills = new Dictionary<string, Kill>
        {
            ["checkout"] = new() { Flag = "checkout", Source = "tests", By = "ops", At = default, Reason = "errors" },
        },
    };

    [Test]
    public void Kill_ByAPersonAndByAGuard_AreTwoKinds()
    {
        Assert.That(TypeOf(Change(StateAction.Kill)), Is.EqualTo("flag.killed"));
        Assert.That(TypeOf(Change(StateAction.Kill) with { Evidence = """{"ticket":"INC-7"}""" }), Is.EqualTo("flag.killed"));
        Assert.That(TypeOf(Change(StateAction.Kill) with { Evidence = BoardWorld.Aborted.ToString() }), Is.EqualTo("guard.aborted"));
        Assert.That(TypeOf(Change(StateAction.Kill) with { By = "guard" }), Is.EqualTo("guard.aborted"));
        Assert.That(TypeOf(Change(StateAction.Kill) with { By = "guard (key shop)" }), Is.EqualTo("guard.aborted"));
        Assert.That(TypeOf(Change(StateAction.Kill) with { By = "guard dog" }), Is.EqualTo("flag.killed"));
    }

    [Test]
    public void Restore_OfNothing_TellsNothing()
    {
        Assert.That(TypeOf(Change(StateAction.Restore)), Is.Null);
        Assert.That(TypeOf(Change(StateAction.Restore), Killed), Is.EqualTo("flag.restored"));
    }

    [Test]
    public void Ramp_Advanced_NoticeHasRolloutAndShare()
    {
        var advance = Change(StateAction.Advance) with { Rollout = "checkout/production/1", Stage = 2, Epoch = 3, MilliPercent = 12_500 };
        var notice = RecordNotices.Of(AuditRecord.Following(null, advance, FlagState.Empty, "tests"))!;
        Assert.That(notice.Type, Is.EqualTo("ramp.advanced"));
        var data = JsonElement.Parse(notice.Data);
        Assert.That(data.GetProperty("rollout").GetString(), Is.EqualTo("checkout/production/1"));
        Assert.That(data.GetProperty("stage").GetInt32(), Is.EqualTo(2));
        Assert.That(data.GetProperty("percent").GetDecimal(), Is.EqualTo(12.5m));
        Assert.That(TypeOf(advance with { Stage = 0 }), Is.Null, "a ramp that begins is not taken on");
        Assert.That(TypeOf(advance with { Action = StateAction.Pause }), Is.Null);
    }

    [Test]
    public void Records_OfRequests_HoldNoAddressOfTheCaller()
    {
        var change = Change(StateAction.Kill);
        Assert.That(RecordNotices.Of(AuditRecord.Following(null, change, FlagState.Empty, "tests"))!.Data, Does.Not.Contain(change.From));
    }

    [TestCase("made the key 'x'", null)]
    [TestCase("made the key 'x'", """{"event":5}""")]
    [TestCase("made the webhook 'x'", """{"other":"thing"}""")]
    public void Configuration_OfAnOlderServerOrSomethingElse_RevealsNothing(string reason, string? evidence) =>
        Assert.That(TypeOf(Change(StateAction.Configure) with { Reason = reason, Evidence = evidence }), Is.Null);

    private static string? TypeOf(StateChange change, FlagState? before = null) =>
        RecordNotices.Of(AuditRecord.Following(null, change, before ?? FlagState.Empty, "tests"))?.Type;

    private static StateChange Change(StateAction action) => new()
    {
        Environment = "production",
        Action = action,
        Flag = "checkout",
        By = "ops",
        From = "192.0.2.17",
        Reason = "errors",
        At = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
    };
}
