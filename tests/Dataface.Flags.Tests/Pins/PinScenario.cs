using Dataface.Flags.Providers;
using Dataface.Flags.Tests.State;

namespace Dataface.Flags.Tests.Pins;

/// <summary>A client of flags that require each other, whose kills come from every source that there is.</summary>
internal sealed class PinScenario : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ManualTimeProvider Time { get; } = new();

    public UnreliableStore Store { get; } = new();

    public InMemoryFlagConfigProvider Source { get; } = new(Document());

    public FlagClient Client { get; private set; } = null!;

    public string KillFile => _folder["kills"];

    /// <summary>
    /// <c>f</c> is on, <c>needs</c> is on where <c>f</c> is, <c>text</c> and <c>number</c> have other types, <c>other</c> stands
    /// apart.
    /// </summary>
    public static string Document(string f = "\"serve\": \"on\"") => $$"""
        { "schema": 1, "flags": {
          {{Flag("f", f)}}, {{Flag("other", "\"serve\": \"on\"")}},
          {{Flag("needs", "\"serve\": \"on\"", """ "requires": { "f": "on" }, """)}},
          {{Flag("needs-needs", "\"serve\": \"on\"", """ "requires": { "needs": "on" }, """)}},
          {{Flag("text", "\"serve\": \"on\"", """ "variants": { "off": "old", "on": "new" }, "offVariant": "off", """)}},
          {{Flag("number", "\"rollout\": { \"percent\": 5, \"split\": { \"on\": 1, \"more\": 1 } "
              + "}", """ "variants": { "off": 1, "on": 2, "more": 3 }, "offVariant": "off", """)}}
        } }
        """;

    public async Task<PinScenario> StartAsync(Action<FlagClientOptions>? more = null)
    {
        Client = await FlagClient.StartAsync(options =>
        {
            options.Environment = "production";
            options.TimeProvider = Time;
            options.KillFile = KillFile;
            options.AddProvider(Source).UseStateStore(Store);
            more?.Invoke(options);
        });
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        if (Client is not null) await Client.DisposeAsync();
        _folder.Dispose();
    }

    private static string Flag(string key, string environment, string more = "") => $$"""
        "{{key}}": { "owner": "team", "created": "2026-11-01", "expires": "2027-01-01",
        {{more}} "environments": { "production": { {{environment}} } } }
        """;
}
