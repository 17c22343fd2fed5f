namespace Dataface.Flags;

/// <summary>The side of a rollout that a unit is on.</summary>
public enum RolloutArm
{
    /// <summary>Not part of a rollout.</summary>
    None,

    /// <summary>Sees a variant other than the off variant.</summary>
    Treatment,

    /// <summary>Eligible for the rollout, but given the off variant.</summary>
    Control,
}
