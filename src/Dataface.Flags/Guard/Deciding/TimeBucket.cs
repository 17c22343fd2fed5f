using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard.Store;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>What was counted of one epoch in one time bucket, for one treatment and control.</summary>
internal sealed class TimeBucket
{
    public static readonly TimeBucket Empty = new();

    private readonly Dictionary<string, (long Treatment, long Control)> _counts = new(StringComparer.Ordinal);

    private readonly Dictionary<int, BinCounts> _again = [];

    /// <summary>First latencies of the epoch.</summary>
    public BinCounts Latencies { get; } = new();

    /// <summary>Units that reported for the first time in the epoch.</summary>
    public (long Treatment, long Control) FirstRecords
    {
        get
        {
            var (timed, untimed) = (this[GuardSignals.Latency], this[GuardSignals.Untimed]);
            return (timed.Treatment + untimed.Treatment, timed.Control + untimed.Control);
        }
    }

    /// <summary>What was sampled of use.</summary>
    public IEnumerable<KeyValuePair<string, (long Treatment, long Control)>> AtRisk =>
        _counts.Where(count => count.Key.StartsWith(GuardSignals.AtRiskPrefix, StringComparison.Ordinal));

    public (long Treatment, long Control) this[string signal] => _counts.GetValueOrDefault(signal);

    public void Add(string signal, bool isControl, int bin, long count)
    {
        var (treatment, control) = _counts.GetValueOrDefault(signal);
        _counts[signal] = isControl ? (treatment, control + count) : (treatment + count, control);
        if (signal == GuardSignals.Latency) Latencies.Add(isControl, bin, count);
        if (signal == GuardSignals.Again) AddAgain(SubEpochs.Read(bin), isControl, count);
    }

    /// <summary>First latencies of a later stretch of the epoch.</summary>
    public BinCounts LatenciesOf(int stretch) => _again.GetValueOrDefault(stretch, BinCounts.None);

    private void AddAgain((int Number, int Bin) code, bool isControl, long count)
    {
        if (code.Bin == SubEpochs.Untimed) return;
        if (!_again.TryGetValue(code.Number, out var bins)) _again.Add(code.Number, bins = new BinCounts());
        bins.Add(isControl, code.Bin, count);
    }
}
