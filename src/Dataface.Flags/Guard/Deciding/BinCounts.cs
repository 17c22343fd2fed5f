using Dataface.Flags.Guard.Evidence;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>Units by latency bin, of both sides.</summary>
internal sealed class BinCounts
{
    public static readonly BinCounts None = new();

    public int[] Treatment { get; } = new int[LatencyBins.Count];

    public int[] Control { get; } = new int[LatencyBins.Count];

    public (long Treatment, long Control) Units { get; private set; }

    public void Add(bool isControl, int bin, long count)
    {
        (isControl ? Control : Treatment)[Math.Clamp(bin, 0, LatencyBins.Count - 1)] += (int)count;
        Units = isControl ? (Units.Treatment, Units.Control + count) : (Units.Treatment + count, Units.Control);
    }
}
