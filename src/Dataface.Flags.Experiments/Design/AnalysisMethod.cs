namespace Dataface.Flags.Experiments.Design;

/// <summary>How often the results of an experiment may be looked at.</summary>
public enum AnalysisMethod
{
    /// <summary>Once, when the planned sample is there. Needs the fewest units.</summary>
    FixedHorizon,

    /// <summary>
    /// At any time; the experiment may end at any look. Needs about twice the units if the effect is as small as the smallest one sought.
    /// </summary>
    Sequential,
}
