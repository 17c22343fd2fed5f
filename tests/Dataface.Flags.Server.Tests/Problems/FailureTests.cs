using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dataface.Flags.Experiments.Events;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Guard;
using Dataface.Flags.Publishing;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.Server.Stores;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.State;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static SQLitePCL.raw;

namespace Dataface.Flags.Server.Tests.Problems;

/// <summary>What a store throws is a failure of the server, and no answer to whoever asked.</summary>
[TestFixture]
internal sealed class FailureTests
{
    private static readonly Exception[] Failures =
    [
        new InvalidOperationException("inside"), new ObjectDisposedException("inside"), new ArgumentException("inside"),
            new ArgumentOutOfRangeException("inside"), new KeyNotFoundException("inside"),
        new FormatException("inside"), new NotSupportedException("inside"), new OverflowException("inside"), new JsonException("inside"),
    ];

    [TestCaseSource(nameof(Failures)), Rule("bugs are bugs")]
    public async Task Store_ThrowsAnExceptionOfTheFramework_Is500WithOneLineOfLog(Exception failure)
    {
        using var folder = new TemporaryFolder();
        var failing = new FailingStorage(new EmbeddedStorage(folder["data"], TimeProvider.System), failure);
        await using var server = await TestServer.StartAsync(null, services => services.AddSingleton<ServerStorage>(failing));
        failing.IsFailing = true;
        for (var i = 0; i < 3; i++)
        {
            using var kill = await server.KillAsync("checkout");
            var answer = await kill.Content.ReadAsStringAsync();
            Assert.That(kill.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError), answer);
            Assert.That(answer, Does.Not.Contain("inside"), "its inside is told to nobody");
        }

        Assert.That(server.Log.Count(7111), Is.EqualTo(1), "three alike within a minute are one line");
        failing.IsFailing = false;
        using var again = await server.KillAsync("checkout");
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Store_Refuses_IsAnsweredInItsWordsByKind()
    {
        foreach (var (kind, status) in new[]
        {
            (RefusalKind.Malformed, HttpStatusCode.BadRequest), (RefusalKind.NotFound, HttpStatusCode.NotFound),
            (RefusalKind.NotPossible, HttpStatusCode.Conflict), (RefusalKind.Outdated, HttpStatusCode.PreconditionFailed),
        })
        {
            using var folder = new TemporaryFolder();
            var failing = new FailingStorage(
                new EmbeddedStorage(folder["data"], TimeProvider.System), new RefusalException(kind, "Not today."));
            await using var server = await TestServer.StartAsync(null, services => services.AddSingleton<ServerStorage>(failing));
            failing.IsFailing = true;
            using var kill = await server.KillAsync("checkout");
            Assert.That(kill.StatusCode, Is.EqualTo(status));
            Assert.That((await kill.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), Is.EqualTo("Not today."));
            failing.IsFailing = false;
        }
    }

    [Test]
    public async Task Store_DatabaseIsLockedByAnotherProcess_IsReportedToTheCallerWithoutPaths()
    {
        using var folder = new TemporaryFolder();
        await using var server = await TestServer.StartAsync(folder["data"]);
        using var other = SqliteConnections.OpenWriter(folder["data/dataface-flags.db"]);
        other.Execute("BEGIN IMMEDIATE");
        using var kill = await server.KillAsync("checkout");
        Assert.That(kill.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        var detail = (await kill.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString();
        Assert.That(detail, Does.Contain("keeps the server's database locked").And.Contain("again").And.Not.Contain(folder["data"]));
    }

    [TestCase("25006", "The database accepts no changes: it is a standby, or is set to be read only.")]
    [TestCase("53100", "The database's disk is full.")]
    [TestCase("53300", "The database takes no more connections.")]
    [TestCase("28P01", "The database refuses the server's user or password.")]
    [TestCase("42501", "The server's user lacks a right in the database.")]
    [TestCase("57P03", "The database is starting or stopping.")]
    [TestCase("58000", "The change or the answer could not be had from the store; the server's log has the reason.")]
    public async Task Store_PostgresIsInTrouble_IsReportedToTheCallerWithWhatTheMatterIs(string state, string sentence)
    {
        using var folder = new TemporaryFolder();
        var failing = new FailingStorage(
            new EmbeddedStorage(folder["data"], TimeProvider.System), new PostgresException("inside", "ERROR", "ERROR", state));
        await using var server = await TestServer.StartAsync(null, services => services.AddSingleton<ServerStorage>(failing));
        failing.IsFailing = true;
        using var kill = await server.KillAsync("checkout");
        Assert.That(kill.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        var detail = (await kill.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString();
        Assert.That(detail, Does.StartWith(sentence).And.EndsWith("A change may be sent again with the same id."));
        Assert.That(detail, Does.Not.Contain("inside"));
        failing.IsFailing = false;
    }

    [TestCase(SQLITE_FULL, "The server's disk is full.")]
    [TestCase(SQLITE_READONLY, "read-only")]
    [TestCase(SQLITE_IOERR, "The server's disk fails.")]
    [TestCase(SQLITE_CORRUPT, "is damaged")]
    public void Told_EachTroubleOfTheDatabase_IsASentenceWithoutItsPath(int code, string sentence)
    {
        var thrown = SqliteTrouble.Of("/data/x.db", new SqliteException("inside", code));
        Assert.That(SqliteTrouble.Told(thrown), Does.Contain(sentence).And.Not.Contain("/data").And.Not.Contain("inside"));
    }

    private sealed class FailingStorage(ServerStorage inner, Exception failure) : ServerStorage
    {
        private IFlagStateStore? _state;

        public bool IsFailing { get; set; }

        public override string Description => inner.Description;

        public override IFlagStateStore State => _state ??= new FailingState(inner.State, this, failure);

        public override IIndexedTrail Trail => inner.Trail;

        public override IFlagDefinitionStore Definitions => inner.Definitions;

        public override IGuardEvidenceStore Evidence => inner.Evidence;

        public override ISettingStore Settings => inner.Settings;

        public override ISessionStore Sessions => inner.Sessions;

        public override IWebhookStore Webhooks => inner.Webhooks;

        public override IInstanceStore Instances => inner.Instances;

        public override IUsageStore Usage => inner.Usage;

        public override IExperimentStore Experiments => inner.Experiments;

        public override IEventStore Events => inner.Events;

        public override Task<IReadOnlyCollection<string>> ListEnvironmentsAsync(CancellationToken cancellationToken) =>
            inner.ListEnvironmentsAsync(cancellationToken);

        public override Task<IReadOnlyCollection<string>> ListDocumentsAsync(CancellationToken cancellationToken) =>
            inner.ListDocumentsAsync(cancellationToken);

        public override Task<ReadOnlyMemory<byte>> ReadDocumentAsync(string hash, CancellationToken cancellationToken) =>
            inner.ReadDocumentAsync(hash, cancellationToken);

        public override Task StartAsync(CancellationToken cancellationToken) => inner.StartAsync(cancellationToken);

        public override Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

        public override ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class FailingState(IFlagStateStore inner, FailingStorage storage, Exception failure) : IFlagStateStore
    {
        public string Name => inner.Name;

        public ValueTask<FlagState> LoadAsync(string environment, CancellationToken cancellationToken) =>
            inner.LoadAsync(environment, cancellationToken);

        public ValueTask<RecordedChange> ApplyAsync(StateChange change, CancellationToken cancellationToken) =>
            storage.IsFailing ? throw failure : inner.ApplyAsync(change, cancellationToken);

        public IDisposable OnChange(Action<StateNews> changed) => inner.OnChange(changed);

        public IAsyncEnumerable<AuditRecord> ReadAuditAsync(CancellationToken cancellationToken) => inner.ReadAuditAsync(cancellationToken);
    }
}
