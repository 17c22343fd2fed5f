using Dataface.Flags.Guard;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.Server.Tests.Board;

/// <summary>A server with something to see on each page of its board.</summary>
internal sealed class BoardWorld : IAsyncDisposable
{
    private const int Looks = 90;

    private readonly TemporaryFolder _folder = new();
    private TestServer? _server;

    public TestServer Server => _server!;

    public static async Task<BoardWorld> StartAsync(params string[] args)
    {
        var world = new BoardWorld();
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        Directory.CreateDirectory(world._folder["documents"]);
        await File.WriteAllTextAsync(Path.Combine(world._folder["documents"], "checkout.yaml"),
            BoardExperiments.Document(clock.GetUtcNow(), "If it is all on one page, more baskets become orders."));
        var server = world._server = await TestServer.StartAsync(
            null,
            services => services.AddSingleton<TimeProvider>(clock),
            ["--experiments", world._folder["documents"], "--portfolio", TestFile.Path("portfolio", "portfolio"), .. args]);
        await BoardExperiments.AddAsync(server.App.Services.GetRequiredService<ServerStorage>().Experiments, clock.GetUtcNow());
        (await server.PublishAsync(BoardDocument.Of(clock.GetUtcNow()))).Dispose();
        await WatchAsync(server, clock);
        (await server.KillAsync("new-cart", reason: "It loses " + BoardDocument.Attack)).Dispose();
        await AbortAsync(server, clock);
        return world;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A quarter of an hour of a rollout whose feature fails a little more often, though not often enough to be killed.</summary>
    private static async Task WatchAsync(TestServer server, ManualTimeProvider clock)
    {
        var storage = server.App.Services.GetRequiredService<ServerStorage>();
        var client = await server.App.Services.GetRequiredService<EnvironmentClients>().GetAsync("production", CancellationToken.None);
        await Eventually.HoldsAsync(() => client.Pin().Find("checkout-v2") is not null, "the server's own view knows the flag");
        var rollout = client.Pin().Find("checkout-v2")!.Otherwise.Rollout!;
        await storage.State.ApplyAsync(
            new()
            {
                Environment = "production",
                Action = StateAction.Advance,
                Flag = "checkout-v2",
                By = "guard",
                From = "test",
                Reason = "It begins.",
                At = clock.GetUtcNow(),
                Rollout = rollout.Identity.Id,
                Stage = 0,
                Epoch = 1,
                MilliPercent = rollout.MilliPercent,
            },
            CancellationToken.None);
        var (epoch, instance) = (new GuardEpoch(rollout.Identity.Id, 1, clock.GetUtcNow()), Guid.NewGuid());
        for (var look = 1; look <= Looks; look++)
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            var seen = new List<GuardObservation> { new() { Signal = "seen", Treatment = 0, Unit = (ulong)look, Bin = 0 }, new()
            {
                Signal = "seen",
                Treatment = -1,
                Unit = (ulong)(look + 1_000),
                Bin = 0,
            },
                new() { Signal = "errors", Treatment = -1, Unit = (ulong)(look + 1_000), Bin = 0 } };
            if (look % 11 == 0) seen.Add(new() { Signal = "errors", Treatment = 0, Unit = (ulong)look, Bin = 0 });
            await storage.Evidence.AddAsync(
                new() { Epoch = epoch, Instance = instance, Sequence = look, Observations = seen }, CancellationToken.None);
        }
    }

    /// <summary>What a guard has decided on.</summary>
    public static AbortRecord Aborted { get; } = new()
    {
        Rollout = "fast-search/production",
        Epoch = 1,
        Variant = "on",
        Signal = "errors",
        LogE = 12,
        Threshold = 10.1,
        Treatments = [0.05],
        Control = 0.95,
        Treatment = 0,
        Alpha = 0.001,
        Tolerated = 1,
        Grid = [1.5, 2, 3, 5, 8, 15, 30],
        Errors = true,
        GiveUps = true,
        Latency = true,
        LatencyThresholds = [1, 5],
        Counters = [],
        Bucket = 30,
        Signals = ["errors", "seen"],
        Counts = [.. Enumerable.Range(0, 30)
            .SelectMany(bucket =>
                new long[][] { [bucket, 0, 1, 0, bucket / 8], [bucket, 0, 0, 0, 2], [bucket, 1, 1, 0, 5], [bucket, 1, 0, 0, 95] })],
    };

    /// <summary>A kill that a guard has decided on, with what it went by.</summary>
    private static async Task AbortAsync(TestServer server, ManualTimeProvider clock)
    {
        await server.App.Services.GetRequiredService<ServerStorage>().State.ApplyAsync(
            new()
            {
                Environment = "production",
                Action = StateAction.Kill,
                Flag = "fast-search",
                By = "guard",
                From = "search-3",
                At = clock.GetUtcNow(),
                Evidence = Aborted.ToString(),
                Reason = "errors: 48 of 108 units had 'on', which gets 5 % of them; E = 10^18 against 24000",
            },
            CancellationToken.None);
    }
}
