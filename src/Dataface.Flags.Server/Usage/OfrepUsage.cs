using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;
using Dataface.Flags.Telemetry;

namespace Dataface.Flags.Server.Usage;

/// <summary>
/// What the server evaluates for others. Flags that are asked for one by one are counted like those of any service; of answers with all
/// flags only how many there were, since nobody says which of them are used. Thread-safe, but for <see cref="Collect"/>.
/// </summary>
internal sealed class OfrepUsage(EnvironmentClients clients, WaitingUsage waiting)
{
    /// <summary>The service that these evaluations are shown under.</summary>
    public const string Service = "ofrep";

    /// <summary>What stands for all flags at once.</summary>
    public const string AllFlags = "*";

    private const string Bulk = "bulk";

    private readonly Guid _bulkSource = Guid.NewGuid();
    private readonly ConcurrentDictionary<string, StrongBox<long>> _bulk = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<FlagClient, Counted> _counted = [];
    private long _number;

    /// <summary>All flags of an environment were evaluated for somebody.</summary>
    /// <param name="environment">A known environment.</param>
    public void CountBulk(string environment) => Interlocked.Increment(ref _bulk.GetOrAdd(environment, _ => new()).Value);

    /// <summary>Gives what is new to those who keep it. Called by one at a time.</summary>
    public void Collect()
    {
        foreach (var (environment, client) in clients.Started)
        {
            var counted = _counted.GetValue(client, known => new(Guid.NewGuid(), new UnreportedUsage(known.ReadCounts)));
            var usage = counted.Usage.Take();
            UsageLine[] lines = [.. usage.Lines.Select(Line)];
            if (lines.Length == 0 || waiting.TryAdd(counted.Source, usage.Number, environment, Service, lines))
            {
                counted.Usage.Confirm(usage.Number);
            }
        }

        foreach (var (environment, count) in _bulk)
        {
            var taken = Interlocked.Exchange(ref count.Value, 0);
            var lines = new UsageLine[] { new(AllFlags, "", Bulk, taken) };
            if (taken > 0 && !waiting.TryAdd(_bulkSource, ++_number, environment, Service, lines)) Interlocked.Add(ref count.Value, taken);
        }
    }

    private static UsageLine Line(EvaluationCount count) =>
        new(count.Flag, count.Variant, ReasonNames.DetailedOf(count.Reason), count.Count);

    /// <summary>What was taken of a client.</summary>
    private sealed record Counted(Guid Source, UnreportedUsage Usage);
}
