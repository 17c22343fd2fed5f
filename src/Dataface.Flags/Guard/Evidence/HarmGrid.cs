namespace Dataface.Flags.Guard.Evidence;

/// <summary>The alternatives that evidence is averaged over (docs/guard.md, "The test").</summary>
internal static class HarmGrid
{
    /// <summary>How many times the tolerated rate a harmful treatment errs.</summary>
    public static readonly double[] Ratios = [1.5, 2, 3, 5, 8, 15, 30];

    /// <summary>How many ratios of error rates a harmless treatment is tried at before a ramp goes on.</summary>
    public const int Harmless = 4;

    /// <summary>Those ratios: for a ratio of 2 that is to be ruled out ½, ¾, 1 and 1¼.</summary>
    public static double[] HarmlessBelow(double ratio) => [0.5, 0.75, 1, 1 + ((ratio - 1) / 4)];

    /// <summary>The parts of a stated bound that a harmless treatment is tried at.</summary>
    public static readonly double[] BelowBound = [0, 0.25, 0.5];

    /// <summary>How strongly latencies are tilted towards the slow end.</summary>
    public static readonly double[] Tilts = [0.1, 0.2, 0.4, 0.8, 1.5];
}
