using Dataface.Flags.Guard;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>Makes counts in one line.</summary>
internal static class GuardCounts
{
    public static GuardCount Of(int bucket, string signal, int treatment, int bin, long count) =>
        new() { Bucket = bucket, Signal = signal, Treatment = treatment, Bin = bin, Count = count };
}
