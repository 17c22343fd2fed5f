using Dataface.Flags.Guard.Evidence;

namespace Dataface.Flags.Guard.Store;

/// <summary>
/// The stretches of an epoch in each of which units are counted anew, in a sample of their own: what begins late meets a fresh sample
/// again and again. The first one is the epoch itself, which goes on; the others begin every five minutes, and later every sixteenth
/// of the time that the epoch has lasted. An observation carries the number of its stretch beside its latency bin.
/// </summary>
internal static class SubEpochs
{
    /// <summary>The bin of a unit whose record has no latency.</summary>
    public const int Untimed = 63;

    private const int Shortest = 30;
    private const int Part = 16;
    private const int Bins = 64;

    private static readonly int Day = (int)(TimeSpan.FromDays(1) / EvidenceLedger.BucketLength);
    private static readonly int[] Starts = [.. All()];

    /// <summary>One more than the largest code.</summary>
    public static int Codes { get; } = (Starts.Length + 1) * Bins;

    /// <summary>The number of the stretch that a bucket is in, from 1.</summary>
    public static int At(int bucket)
    {
        var at = Array.BinarySearch(Starts, bucket);
        return at < 0 ? ~at : at + 1;
    }

    /// <summary>What stands for a stretch and a bin in an observation.</summary>
    public static int Code(int number, int bin) => (number * Bins) + bin;

    /// <summary>The number of a stretch, and the bin of a latency or <see cref="Untimed"/>.</summary>
    public static (int Number, int Bin) Read(int code) =>
        (code / Bins, code % Bins is var bin && bin < LatencyBins.Count ? bin : Untimed);

    /// <summary>
    /// A unit as it is known in one stretch: the hash by which samples are drawn is another one in each, and what finds duplicates takes
    /// it for another unit.
    /// </summary>
    public static ulong Shift(int number) => (ulong)number * 0xD1342543DE82EF95;

    private static IEnumerable<int> All()
    {
        for (var start = 0; start < Day; start += Math.Max(Shortest, start / Part)) yield return start;
    }
}
