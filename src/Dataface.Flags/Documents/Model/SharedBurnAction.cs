namespace Dataface.Flags.Documents;

/// <summary>What a guard does while its objective burns on both sides: with the feature and without it.</summary>
public enum SharedBurnAction
{
    /// <summary>The ramp stays where it is. The default of flags of kind release and operations.</summary>
    Hold,

    /// <summary>
    /// The flag is killed, whether or not it is the cause: reliability overrides curiosity. The default of flags of kind experiment, copy
    /// and pricing.
    /// </summary>
    Abort,
}
