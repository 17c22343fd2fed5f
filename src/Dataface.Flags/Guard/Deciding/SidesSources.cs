using Dataface.Flags.Guard.Recording;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>Where the units of a rollout come from, by a sample of them: for people, since no decision rests on it.</summary>
/// <param name="Units">The sampled units.</param>
/// <param name="Strongest">The part of the units that the strongest source has, from 0 to 1.</param>
/// <param name="Sourceless">The part of the units whose source is not known.</param>
internal readonly record struct SidesSources(long Units, double Strongest, double Sourceless)
{
    private const int LeastUnits = 100;

    /// <summary>Whether most units have no source, so that the rule protects nobody.</summary>
    public bool AreUnknown => Units >= LeastUnits && Sourceless > 0.5;

    /// <summary>Whether the rule is off for a source, because it has too many of the units.</summary>
    public bool IsOff => Units >= LeastUnits && Strongest > SourceLimits.Most;
}
