using Dataface.Flags.Publishing;
using Dataface.Flags.Files;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.State;

/// <summary>Changes that are written together.</summary>
[TestFixture]
internal sealed class GroupCommitTests
{
    private TemporaryFolder _folder = null!;
    private FileFlagStateStore _store = null!;

    private string Journal => _folder["journal.jsonl"];

    [SetUp]
    public void Open()
    {
        _folder = new();
        _store = new(Journal, new() { LockTimeout = TimeSpan.FromSeconds(30) });
    }

    [TearDown]
    public void Remove()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task Apply_OneOfAGroupIsRefused_FailsAlone()
    {
        var document = new string('a', 64);
        var group = await ApplyTogetherAsync(
            Kill("a"),
            Global(StateAction.Publish) with { Document = document, ExpectedDocument = "" },
            Global(StateAction.Publish) with { Document = document, ExpectedDocument = "" },
            Kill("b"));
        Assert.That(group.Select(t => t.Status),
            Is.EqualTo([TaskStatus.RanToCompletion, TaskStatus.RanToCompletion, TaskStatus.Faulted, TaskStatus.RanToCompletion]));
        Assert.That(group[2].Exception!.InnerException, Is.InstanceOf<DefinitionConflictException>());
        Assert.That(await VerifiedAsync(), Is.EqualTo(3));
    }

    [Test]
    public async Task Apply_TheSameChangeTwiceInAGroup_CountsOnce()
    {
        var kill = Kill("a");
        await Task.WhenAll(await ApplyTogetherAsync(kill, kill, Kill("b")));
        Assert.That(await VerifiedAsync(), Is.EqualTo(2));
    }

    [Test]
    public async Task Apply_GivenUpBeforeItsTurn_IsNotWritten()
    {
        using var stop = new CancellationTokenSource();
        using (await HoldAsync())
        {
            var given = _store.ApplyAsync(Kill("a"), stop.Token).AsTask();
            var kept = _store.ApplyAsync(Kill("b"), default).AsTask();
            await stop.CancelAsync();
            Assert.That(async () => await given, Throws.InstanceOf<OperationCanceledException>());
            Assert.That(kept.IsCompleted, Is.False);
        }

        await Eventually.HoldsAsync(() => VerifiedAsync().Result == 1, "the other one is written");
        Assert.That((await _store.LoadAsync("production", default)).Kills.Keys, Is.EqualTo(["b"]));
    }

    [Test]
    public async Task Dispose_WhileAnotherHoldsTheLock_EndsTheWait()
    {
        using var hold = await HoldAsync();
        var kill = _store.ApplyAsync(Kill("a"), default).AsTask();
        _store.Dispose();
        Assert.That(async () => await kill.WaitAsync(TimeSpan.FromSeconds(20)), Throws.InstanceOf<OperationCanceledException>());
    }

    /// <summary>While the lock is held by somebody else, changes gather and become one group.</summary>
    private async Task<Task<RecordedChange>[]> ApplyTogetherAsync(params StateChange[] changes)
    {
        Task<RecordedChange>[] group;
        using (await HoldAsync()) group = [.. changes.Select(c => _store.ApplyAsync(c, default).AsTask())];
        await Eventually.HoldsAsync(() => group.All(t => t.IsCompleted), "the group is written");
        return group;
    }

    private Task<IDisposable> HoldAsync() => FileLock.TakeAsync(Journal + ".lock", TimeSpan.FromSeconds(30), default);

    private async Task<long> VerifiedAsync()
    {
        var verification = await AuditVerifier.VerifyAsync(_store.ReadAuditAsync(default));
        Assert.That(verification.IsIntact);
        return verification.Records;
    }

    private static StateChange Kill(string flag) => Global(StateAction.Kill) with { Environment = "production", Flag = flag };

    private static StateChange Global(StateAction action) => new()
    {
        Action = action,
        Environment = "*",
        Flag = "*",
        By = "ops",
        From = "test",
        Reason = "errors",
        At = DateTimeOffset.UnixEpoch,
    };
}
