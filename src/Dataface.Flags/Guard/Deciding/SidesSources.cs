using Dataface.Flags.Guard.Recording;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>Where the units of a rollout come from, by a sample of them: for people, since no decision rests on it.</summary>
/// <param name="Units">The sampled units.</param>
/// <param name="Strongest">The part of the units that the strongest known source has.</param>
/// <param name="Sourceless">The part of the units whose source is not known; they count as one source.</param>
internal readonly record struct SidesSources(long Units, SourcePart Strongest, SourcePart Sourceless)
{
    /// <summary>Whether so many units have no source that each of them counts.</summary>
    public bool AreUnknown => Units >= SourceLimits.LeastUnits && Sourceless.IsLarge;

    /// <summary>Whether the rule is off for a source, because it has too many of the units.</summary>
    public bool IsOff => Units >= SourceLimits.LeastUnits && Strongest.IsLarge;
}

/// <summary>A part of the units, from 0 to 1.</summary>
/// <param name="OfAll">Of those of both sides.</param>
/// <param name="OfEach">Of those of the side of which it has less.</param>
internal readonly record struct SourcePart(double OfAll, double OfEach)
{
    /// <summary>Whether the units count one by one: a source is not limited only if it is large on every side.</summary>
    public bool IsLarge => OfEach > SourceLimits.Most;
}
