using Dataface.Flags.State;
using Dataface.Flags.Tests;
using Dataface.Flags.Tests.State;

namespace Dataface.Flags.Sqlite.Tests.State;

/// <summary>A server has one store over its database, which all its callers share.</summary>
[TestFixture]
internal sealed class SqliteFlagStateStoreTests : FlagStateStoreContract
{
    private TemporaryFolder _folder = null!;
    private OpenFolder _open = null!;

    protected override StateReach LeastReach => StateReach.Durable;

    [SetUp]
    public void OpenFolder()
    {
        _folder = new();
        _open = new(_folder["data"]);
    }

    [TearDown]
    public void Remove()
    {
        _open.Dispose();
        _folder.Dispose();
    }

    protected override IFlagStateStore Open() => _open.State;

    /// <summary>Right, late, repeated and wrong changes: the same answers and, to the byte, the same records.</summary>
    [Test, Rule("one record, one text")]
    public async Task Apply_GeneratedChanges_AnswersAndKeepsWhatTheFileStoreDoes()
    {
        for (var seed = 0; seed < 5; seed++)
        {
            using var here = new OpenFolder(_folder[$"{seed}"]);
            using var file = new FileFlagStateStore(_folder[$"{seed}-file/dataface-flags.db"]);
            var changes = new GeneratedChanges(seed);
            for (var i = 0; i < 100; i++)
            {
                var change = changes.Next();
                Assert.That(
                    await StateAnswers.OfAsync(async () => (await here.State.ApplyAsync(change, default)).Sequence),
                    Is.EqualTo(await StateAnswers.OfAsync(async () => (await file.ApplyAsync(change, default)).Sequence)),
                    $"{seed}, {i}: {change}");
            }

            Assert.That((await TrailAsync(here.State)).Select(AuditCodec.Write),
                Is.EqualTo((await TrailAsync(file)).Select(AuditCodec.Write)));
            here.Dispose();
            using var again = new OpenFolder(_folder[$"{seed}"]);
            foreach (var environment in GeneratedChanges.Environments)
            {
                Assert.That(
                    StateAnswers.Of(await again.State.LoadAsync(environment, default)),
                    Is.EqualTo(StateAnswers.Of(await file.LoadAsync(environment, default))), $"{seed}, {environment}");
            }
        }
    }

    /// <summary>One that fails behind its record takes the transaction with it, and the others' records follow another one.</summary>
    [Test, Rule("an acknowledged change is never lost")]
    public async Task Apply_AnotherWriteOfTheGroupFailsBehindItsRecord_KeepsTheChain()
    {
        var begun = new TaskCompletionSource();
        var first = _open.Database.WriteAsync(_ => { begun.Task.Wait(); return 0; }, default);
        var before = _open.KillAsync("before");
        var failing = _open.Database.WriteAsync<int>(
            connection =>
            {
                _open.Trail.Append(connection, Sqlite.Tests.OpenFolder.Change(StateAction.Kill, "failing", "production"));
                throw new FileNotFoundException("behind it");
            },
            default);
        var after = _open.KillAsync("after");
        begun.SetResult();
        await first;
        Assert.That(async () => await failing, Throws.InstanceOf<FileNotFoundException>());
        Assert.That(((await before).Sequence, (await after).Sequence), Is.EqualTo((1L, 2L)));
        _open.Dispose();
        _open = new(_folder["data"]);
        Assert.That(_open.Killed(), Is.EquivalentTo(new[] { "after", "before" }));
    }

    [Test]
    public async Task Open_AfterMoreRecordsThanASnapshotCovers_HasTheSameState()
    {
        var kills = Enumerable.Range(0, Sqlite.State.SqliteTrail.StandEvery + 50).Select(i => _open.KillAsync($"k{i % 700}"));
        await Task.WhenAll(kills);
        await _open.PublishAsync("a");
        var before = StateAnswers.Of(await _open.State.LoadAsync("production", default));
        _open.Dispose();
        _open = new(_folder["data"]);
        Assert.That(StateAnswers.Of(await _open.State.LoadAsync("production", default)), Is.EqualTo(before));
        await _open.KillAsync("one-more");
        Assert.That((await AuditVerifier.VerifyAsync(_open.State.ReadAuditAsync(default))).IsIntact);
    }

    [Test]
    public async Task Apply_TransactionRolledBack_IsForgottenAndTheNextFollowsTheLastCommitted()
    {
        await _open.KillAsync("a");
        Assert.That(
            async () => await _open.Database.WriteAsync(
                connection =>
                {
                    _open.Trail.Append(connection, Change(StateAction.Kill, "b"));
                    throw new IOException("no more");
#pragma warning disable CS0162 // What the lambda gives.
                    return 0;
#pragma warning restore CS0162
                },
                default),
            Throws.InstanceOf<IOException>());
        Assert.That(_open.Killed(), Is.EqualTo(["a"]));
        await _open.KillAsync("c");
        Assert.That(_open.Killed(), Is.EqualTo(["a", "c"]));
        Assert.That((await AuditVerifier.VerifyAsync(_open.State.ReadAuditAsync(default))).Records, Is.EqualTo(2));
    }
}
