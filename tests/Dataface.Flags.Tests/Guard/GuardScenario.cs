using System.Globalization;
using Dataface.Flags.Guard;
using Dataface.Flags.Providers;

namespace Dataface.Flags.Tests.Guard;

/// <summary>A client with one guarded flag, a clock that is moved by hand, and users who come and err.</summary>
internal sealed class GuardScenario : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<FlagClient> _clients = [];
    private int _users;

    public ManualTimeProvider Time { get; } = new();

    public LogRecorder Log { get; } = new();

    public InMemoryFlagConfigProvider Source { get; } = new(Document());

    public FlagClient Client => _clients[^1];

    public GuardStatus Status => Client.Guard.Status.Single();

    public string Path(string name) => _folder[name];

    public static string Document(string guard = "{}", string rollout = """{ "percent": 5 }""", string flag = "") => $$"""
        { "schema": 1, "flags": { "f": { "owner": "team", "created": "2026-11-01", "expires": "2027-01-01", {{flag}} "guard": {{guard}},
          "environments": { "production": { "rollout": {{rollout}} } } } } }
        """;

    /// <summary>Starts one more instance.</summary>
    public async Task<FlagClient> StartAsync(Action<FlagClientOptions>? configure = null)
    {
        var client = await FlagClient.StartAsync(
            options =>
            {
                options.Environment = "production";
                options.TimeProvider = Time;
                options.GuardInterval = TimeSpan.FromDays(1);
                options.AddProvider(Source);
                configure?.Invoke(options);
            },
            Log);
        _clients.Add(client);
        await client.LookAtGuardsAsync();
        return client;
    }

    /// <summary>Starts an instance, and takes the rollout to a share, of which production may not begin above five percent.</summary>
    public async Task<FlagClient> StartAtAsync(string guard, int percent, Action<FlagClientOptions>? configure = null)
    {
        var ramp = percent == 5 ? "" : $$""", "ramp": { "steps": [ 5, {{percent}} ], "hold": "1.00:00:00" }""";
        Source.Update(Document(guard, $$"""{ "percent": {{percent}}{{ramp}} }"""));
        var client = await StartAsync(configure);
        if (percent > 5) await client.Guard.AdvanceAsync(new() { Flag = "f", By = "ops", Reason = "enough seen" });
        await client.LookAtGuardsAsync();
        return client;
    }

    /// <summary>Lets new users come for ten seconds, some of whom err.</summary>
    /// <param name="users">How many.</param>
    /// <param name="errorRate">The share of users without the feature that err.</param>
    /// <param name="ratio">How many times as often those with it err.</param>
    /// <param name="record">Whether a side reports.</param>
    /// <param name="client">The instance they come to; null for the last one.</param>
    public Task ComeAsync(
        int users, double errorRate, double ratio = 1, Func<RolloutArm, bool>? record = null, FlagClient? client = null) =>
        VisitAsync(users, errorRate, ratio, record is null ? null : (visit, _) => record(visit.Arm), client);

    /// <summary>Lets new users come for ten seconds, of whom only some are recorded.</summary>
    /// <param name="users">How many.</param>
    /// <param name="errorRate">The share of users without the feature that err.</param>
    /// <param name="ratio">How many times as often those with it err.</param>
    /// <param name="record">Whether a visit is recorded, by its evaluation and by whether it errs; null for all.</param>
    /// <param name="client">The instance they come to; null for the last one.</param>
    public async Task VisitAsync(
        int users, double errorRate, double ratio = 1, Func<Evaluation<bool>, bool, bool>? record = null, FlagClient? client = null)
    {
        client ??= Client;
        var random = new Random(_users + 17);
        for (var i = 0; i < users; i++)
        {
            var evaluation = client.Evaluate("f", EvaluationContext.ForUser("user-" + (_users++).ToString(CultureInfo.InvariantCulture)));
            var isError = random.NextDouble() < (evaluation.Arm == RolloutArm.Treatment ? errorRate * ratio : errorRate);
            var elapsed = TimeSpan.FromMilliseconds(20 + random.Next(80));
            if (record?.Invoke(evaluation, isError) == false) continue;
            client.Guard.Record(evaluation, isError ? GuardOutcome.Error : GuardOutcome.Success, elapsed);
        }

        await client.LookAtGuardsAsync();
        Time.Advance(TimeSpan.FromSeconds(10));
        await client.LookAtGuardsAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) await client.DisposeAsync();
        _folder.Dispose();
    }
}
