using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard.Evidence;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>What was counted of one epoch in one time bucket, for one treatment and control.</summary>
internal sealed class TimeBucket
{
    public static readonly TimeBucket Empty = new();

    private readonly Dictionary<string, (long Treatment, long Control)> _counts = new(StringComparer.Ordinal);

    public int[] TreatmentBins { get; } = new int[LatencyBins.Count];

    public int[] ControlBins { get; } = new int[LatencyBins.Count];

    /// <summary>Units that reported for the first time, or for the first time in a round.</summary>
    public (long Treatment, long Control) FirstRecords
    {
        get
        {
            var (timed, untimed, again) = (this[GuardSignals.Latency], this[GuardSignals.Untimed], this[GuardSignals.Again]);
            return (timed.Treatment + untimed.Treatment + again.Treatment, timed.Control + untimed.Control + again.Control);
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
        if (signal == GuardSignals.Latency) (isControl ? ControlBins : TreatmentBins)[Math.Clamp(bin, 0, LatencyBins.Count - 1)] += (int)count;
    }
}
