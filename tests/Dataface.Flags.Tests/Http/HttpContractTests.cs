using Dataface.Flags.Guard;
using Dataface.Flags.Http;
using Dataface.Flags.Providers;
using Dataface.Flags.State;
using Dataface.Flags.Tests.Guard.Store;
using Dataface.Flags.Tests.Providers;
using Dataface.Flags.Tests.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dataface.Flags.Tests.Http;

/// <summary>
/// Definitions through HTTP keep to what every source keeps to. A change of the source ends when it has arrived: the server only announces
/// it.
/// </summary>
[TestFixture(true)]
[TestFixture(false)]
internal sealed class HttpFlagConfigProviderTests(bool isStreamed) : FlagConfigProviderContract
{
    private ContractServer _server = null!;
    private FaultyProxy _network = null!;
    private FlagServerConnection _connection = null!;

    [SetUp]
    public void StartServer()
    {
        _server = new ContractServer();
        _network = new FaultyProxy(_server.Address);
        _connection = Connect.To(_network.Address, o => o.StreamingEnabled = isStreamed);
    }

    [TearDown]
    public async Task StopServer()
    {
        await _connection.DisposeAsync();
        await _network.DisposeAsync();
        await _server.DisposeAsync();
    }

    protected override IFlagConfigProvider Open(string json)
    {
        _server.Publish(json);
        return new HttpFlagConfigProvider(_connection);
    }

    protected override void Change(string json)
    {
        _network.Heal();
        _server.Publish(json);
        Eventually.HoldsAsync(() => _connection.Received.Cursor?.Document == _server.Document!.Revision.Number && Followed(),
            "the document has arrived").GetAwaiter().GetResult();
    }

    protected override bool TryBreak()
    {
        _network.Cut();
        _ = Followed();
        Eventually.HoldsAsync(() => !Followed(), "the failure shows").GetAwaiter().GetResult();
        return true;
    }

    private bool Followed() => _connection.ReadAsync(default).AsTask() is { } read && Task.WhenAny(read).Result.IsCompletedSuccessfully;
}

/// <summary>State through HTTP keeps to what every store keeps to.</summary>
[TestFixture]
internal sealed class HttpFlagStateStoreTests : FlagStateStoreContract
{
    private readonly List<FlagServerConnection> _connections = [];
    private ContractServer _server = null!;

    protected override StateReach LeastReach => StateReach.Fleet;

    [SetUp]
    public void StartServer() => _server = new ContractServer();

    [TearDown]
    public async Task StopServer()
    {
        foreach (var connection in _connections) await connection.DisposeAsync();
        _connections.Clear();
        await _server.DisposeAsync();
    }

    protected override IFlagStateStore Open()
    {
        _connections.Add(Connect.To(_server.Address));
        return new CaughtUpStore(new HttpFlagStateStore(_connections[^1]), _connections[^1], _server);
    }

    /// <summary>Answers when what the server says has arrived; others' changes are announced, and take their time.</summary>
    private sealed class CaughtUpStore(HttpFlagStateStore store, FlagServerConnection connection, ContractServer server) : IFlagStateStore
    {
        public string Name => store.Name;

        public async ValueTask<FlagState> LoadAsync(string environment, CancellationToken cancellationToken)
        {
            await store.LoadAsync(environment, cancellationToken);
            var cursor = await server.CursorAsync();
            await Eventually.HoldsAsync(() => connection.Received.Cursor?.ToString() == cursor, "the state has arrived");
            return await store.LoadAsync(environment, cancellationToken);
        }

        public ValueTask<RecordedChange> ApplyAsync(StateChange change, CancellationToken cancellationToken) =>
            store.ApplyAsync(change, cancellationToken);

        public IDisposable OnChange(Action<StateNews> changed) => store.OnChange(changed);

        public IAsyncEnumerable<AuditRecord> ReadAuditAsync(CancellationToken cancellationToken) => store.ReadAuditAsync(cancellationToken);
    }
}

/// <summary>Evidence through HTTP keeps to what every evidence store keeps to.</summary>
[TestFixture]
internal sealed class HttpGuardEvidenceStoreTests : GuardEvidenceStoreContract
{
    private readonly List<IAsyncDisposable> _parts = [];
    private ContractServer _server = null!;

    [TearDown]
    public async Task Stop()
    {
        foreach (var part in _parts) await part.DisposeAsync();
        _parts.Clear();
    }

    protected override IGuardEvidenceStore Open()
    {
        var server = new ContractServer(Time);
        var connection = Connect.To(server.Address);
        _parts.AddRange([connection, server]);
        _server = server;
        return new HttpGuardEvidenceStore(connection);
    }

    protected override string Dump(IGuardEvidenceStore store) => ObjectDump.Of(_server.Evidence);
}

/// <summary>Connections for tests: more patient than a busy machine is slow.</summary>
internal static class Connect
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static FlagServerConnection To(Uri address, Action<HttpFlagOptions>? configure = null)
    {
        var options = new HttpFlagOptions
        {
            RequestTimeout = Patience,
            HeartbeatTimeout = Patience,
            PollInterval = TimeSpan.FromMilliseconds(100)
        };
        configure?.Invoke(options);
        return new(address, "production", options, TimeProvider.System, NullLogger.Instance);
    }
}
