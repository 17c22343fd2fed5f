using System.Runtime.CompilerServices;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Database;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Sqlite.Tests.Database;

[TestFixture]
internal sealed class SqliteDatabaseTests
{
    private TemporaryFolder _folder = null!;
    private SqliteDatabase _database = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        _folder = new();
        _database = SqliteDatabase.Open(_folder["flags.db"]);
        await WriteAsync("CREATE TABLE things (name TEXT PRIMARY KEY, size INTEGER REFERENCES things DEFERRABLE)");
    }

    [TearDown]
    public void Remove()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void Open_AFile_IsDurableAndForTheOwnerAlone()
    {
        Assert.That(_database.Read(c => c.Value<string>("PRAGMA journal_mode")), Is.EqualTo("wal"));
        Assert.That(_database.WriteAsync(c => c.Value<long>("PRAGMA synchronous"), default).Result, Is.EqualTo(2), "FULL");
        if (OperatingSystem.IsWindows()) return;
        foreach (var file in Directory.EnumerateFiles(_folder[""], "flags.db*"))
        {
            Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite), file);
        }
    }

    [Test, CancelAfter(30_000)]
    public void Dispose_BeforeTheGarbageCollectorHasFinalized_ClosesTheFile(CancellationToken cancellationToken)
    {
        // As on a machine that is busy: what nobody holds any more has been found, and its finalizers have not run.
        using ManualResetEventSlim isBlocked = new(), mayGoOn = new();
        try
        {
            using (var database = SqliteDatabase.Open(_folder["new.db"]))
            {
                database.Trust();
                Block(isBlocked, mayGoOn);
                GC.Collect();
                isBlocked.Wait(cancellationToken);
            }

            Assert.That(Directory.GetFiles(_folder[""], "new.db*"), Is.EqualTo(new[] { _folder["new.db"] }), "all is in the one file");
        }
        finally
        {
            mayGoOn.Set();
        }
    }

    [Test, Rule("a slow reader never blocks a kill")]
    public async Task Write_DuringARead_SucceedsAndTheReaderSeesItsSnapshot()
    {
        var (reads, goesOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var slow = Task.Run(() => _database.Read(connection =>
        {
            var before = Count(connection);
            reads.SetResult();
            goesOn.Task.Wait();
            return (before, After: Count(connection));
        }));
        await reads.Task;
        await AddAsync("a");
        Assert.That(_database.Read(Count), Is.EqualTo(1));
        goesOn.SetResult();
        Assert.That(await slow, Is.EqualTo((0L, 0L)));
    }

    [Test]
    public async Task Write_ManyAtOnce_ShareTransactions()
    {
        var commits = 0;
        _database.Committed += () => commits++;
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => AddAsync($"{i}")));
        Assert.That(_database.Read(Count), Is.EqualTo(500));
        Assert.That(commits, Is.LessThan(250));
    }

    [Test]
    public async Task Write_OneOfManyFails_LeavesNothingAndTheOthersStay()
    {
        // Keeps the others waiting, so that they come to one transaction.
        var begun = new TaskCompletionSource();
        var first = _database.WriteAsync(_ => { begun.Task.Wait(); return 0; }, default);
        var writes = Enumerable.Range(0, 20).Select(i => _database.WriteAsync(
            connection =>
            {
                Add(connection, $"{i}");
                return i == 7 ? throw new FileNotFoundException("seven") : i;
            },
            default)).ToList();
        begun.SetResult();
        await first;
        Assert.That(async () => await writes[7], Throws.InstanceOf<FileNotFoundException>());
        foreach (var (write, i) in writes.Select((write, i) => (write, i)).Where(w => w.i != 7)) Assert.That(await write, Is.EqualTo(i));
        Assert.That(_database.Read(Count), Is.EqualTo(19));
    }

    [Test]
    public async Task Write_OneOfManyIsRefusedBeforeItChangesAnything_SharesTheirTransaction()
    {
        var commits = 0;
        var begun = new TaskCompletionSource();
        var first = _database.WriteAsync(_ => { begun.Task.Wait(); return 0; }, default);
        var writes = Enumerable.Range(0, 20).Select(i => _database.WriteAsync(
            connection => i == 7 ? throw new FileNotFoundException("seven") : Add(connection, $"{i}"), default)).ToList();
        _database.Committed += () => commits++;
        begun.SetResult();
        await first;
        Assert.That(async () => await writes[7], Throws.InstanceOf<FileNotFoundException>());
        await Task.WhenAll(writes.Where((_, i) => i != 7));
        Assert.That(_database.Read(Count), Is.EqualTo(19));
        Assert.That(commits, Is.AtMost(2), "the first one's, and theirs");
    }

    [Test, Rule("an acknowledged change is never lost")]
    public async Task Write_OneThatTheDiskHasNoRoomFor_FailsAloneWithASentence()
    {
        await WriteAsync("PRAGMA max_page_count = 200");
        var begun = new TaskCompletionSource();
        var first = _database.WriteAsync(_ => { begun.Task.Wait(); return 0; }, default);
        var small = AddAsync("small");
        var large = _database.WriteAsync(c => c.Execute("INSERT INTO things (name) VALUES (zeroblob(2000000))"), default);
        var next = AddAsync("next");
        begun.SetResult();
        await first;
        Assert.That(async () => await large, Throws.InstanceOf<IOException>().With.Message.Contains("The disk is full"));
        await small;
        await next;
        Assert.That(_database.Read(Count), Is.EqualTo(2));
    }

    [Test]
    public async Task Write_CannotBeCommitted_FailsAloneAndTheNextSucceeds()
    {
        await WriteAsync("PRAGMA foreign_keys = ON");
        Assert.That(async () => await WriteAsync("INSERT INTO things VALUES ('a', 4)"), Throws.Exception);
        await AddAsync("b");
        Assert.That(_database.Read(Count), Is.EqualTo(1));
    }

    [Test]
    public async Task Answering_Throws_ReachesTheCallerAndTheNextIsTaken()
    {
        Action failing = () => throw new IOException("not confirmed");
        _database.Answering += failing;
        Assert.That(async () => await AddAsync("a"), Throws.InstanceOf<IOException>().With.Message.EqualTo("not confirmed"));
        _database.Answering -= failing;
        await AddAsync("b");
        Assert.That(_database.Read(Count), Is.EqualTo(2), "it had happened");
    }

    [Test]
    public async Task Write_GivenUpBeforeItsTurn_IsNotBegun()
    {
        using var stop = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var first = _database.WriteAsync(_ => { begun.Task.Wait(); return 0; }, default);
        var given = _database.WriteAsync(c => Add(c, "a"), stop.Token);
        await stop.CancelAsync();
        begun.SetResult();
        await first;
        Assert.That(async () => await given, Throws.InstanceOf<OperationCanceledException>());
        await AddAsync("b");
        Assert.That(_database.Read(Count), Is.EqualTo(1));
    }

    [Test]
    public void Read_ThatWrites_IsRefused() => Assert.That(() => _database.Read(c => Add(c, "a")), Throws.Exception);

    private static int Add(Microsoft.Data.Sqlite.SqliteConnection connection, string name) =>
        connection.Execute("INSERT INTO things (name) VALUES ($1)", name);

    private static long Count(Microsoft.Data.Sqlite.SqliteConnection connection) => connection.Value<long>("SELECT count(*) FROM things");

    private Task AddAsync(string name) => _database.WriteAsync(c => Add(c, name), default);

    private Task WriteAsync(string sql) => _database.WriteAsync(c => c.Execute(sql), default);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Block(ManualResetEventSlim isBlocked, ManualResetEventSlim mayGoOn) => _ = new Blocker(isBlocked, mayGoOn);

    private sealed class Blocker(ManualResetEventSlim isBlocked, ManualResetEventSlim mayGoOn)
    {
        ~Blocker()
        {
            isBlocked.Set();
            mayGoOn.Wait();
        }
    }
}
