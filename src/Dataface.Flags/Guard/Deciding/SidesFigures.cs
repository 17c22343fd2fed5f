namespace Dataface.Flags.Guard.Deciding;

/// <summary>How often the units of either side call and err, by a sample of them: for people, since no decision rests on it.</summary>
/// <param name="Treatment">Units with the feature.</param>
/// <param name="Control">Units without it.</param>
/// <param name="HasErrors">Whether errors are watched.</param>
/// <param name="Sources">Where units come from; null when the guard does not ask.</param>
internal readonly record struct SidesFigures(SideFigures Treatment, SideFigures Control, bool HasErrors, SidesSources? Sources)
{
    private const long LeastUnits = 10;

    /// <summary>Sampled units of a side from which on its use is compared with the other's.</summary>
    private const long LeastCompared = 100;

    /// <summary>The part of control's use below which treatment's is called less.</summary>
    private const double Less = 0.8;

    /// <summary>
    /// Whether units with the feature call less often than the others, and not because they err sooner: one that has erred would have gone
    /// on for about as long as others do.
    /// </summary>
    public bool IsUsedLess => Treatment.Units >= LeastCompared && Control.Units >= LeastCompared
        && Treatment.CallsPerUnit + (Treatment.ErrorsPerUnit * Control.CallsPerUnit) < Less * Control.CallsPerUnit;

    /// <summary>Whether there is enough to say something.</summary>
    public bool AreKnown => Treatment.Units >= LeastUnits && Control.Units >= LeastUnits;
}

/// <summary>One side of the sample.</summary>
/// <param name="Units">The sampled units.</param>
/// <param name="Calls">Their calls up to the first error of each.</param>
/// <param name="Erring">Those of them that have erred.</param>
internal readonly record struct SideFigures(long Units, long Calls, long Erring)
{
    public double CallsPerUnit => (double)Calls / Units;

    public double ErrorsPerCall => Calls == 0 ? 0 : (double)Erring / Calls;

    public double ErrorsPerUnit => (double)Erring / Units;
}
