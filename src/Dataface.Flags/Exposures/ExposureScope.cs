namespace Dataface.Flags.Exposures;

/// <summary>Which flags' exposures are recorded without being named.</summary>
public enum ExposureScope
{
    /// <summary>The default: flags of kind experiment.</summary>
    Experiments,

    /// <summary>All flags that have a rollout.</summary>
    AllFlags,

    /// <summary>Only those that are named.</summary>
    Named,
}
