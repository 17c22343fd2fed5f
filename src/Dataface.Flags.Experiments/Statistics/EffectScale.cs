namespace Dataface.Flags.Experiments.Statistics;

/// <summary>How a difference is expressed.</summary>
public enum EffectScale
{
    /// <summary>Treatment minus control, in the metric's unit.</summary>
    Absolute,

    /// <summary>Treatment minus control, divided by control: 0.05 is five per cent more. Also called lift.</summary>
    Relative,
}
