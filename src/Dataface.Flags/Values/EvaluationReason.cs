namespace Dataface.Flags;

/// <summary>Why an evaluation gave its value. In evaluation order; the default value means off.</summary>
public enum EvaluationReason
{
    /// <summary>No document has been accepted yet; the fallback, off, was given.</summary>
    NotReady,

    /// <summary>No document defines the flag; the fallback, off, was given.</summary>
    FlagNotFound,

    /// <summary>The flag's variants are not of the type asked for; the fallback, off, was given.</summary>
    TypeMismatch,

    /// <summary>The flag is killed: off.</summary>
    Killed,

    /// <summary>The flag, or one that it requires, has reached its expiry day: off.</summary>
    Expired,

    /// <summary>The flag has no entry for this environment: off.</summary>
    NoEnvironment,

    /// <summary>A flag that this one requires serves another variant: off.</summary>
    PrerequisiteNotMet,

    /// <summary>The unit is outside the flag's slice of its layer: off.</summary>
    OutsideLayer,

    /// <summary>The context has no usable value for the flag's <c>bucketBy</c> attribute: off.</summary>
    NoUnit,

    /// <summary>A rule matched and serves its variant.</summary>
    RuleMatch,

    /// <summary>The unit is in the rollout of a rule or of the environment.</summary>
    Rollout,

    /// <summary>The unit is eligible for the rollout, but not in it: off.</summary>
    OutsideRollout,

    /// <summary>The environment serves one variant to everyone.</summary>
    Served,

    /// <summary>No rule matched and the environment gives nothing else: off.</summary>
    NoMatch,
}
