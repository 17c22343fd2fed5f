namespace Dataface.Flags.Experiments.Statistics;

/// <summary>The two scales of an effect: one home for the analysis and the design of experiments.</summary>
internal static class EffectSize
{
    public static double Between(double control, double treatment, EffectScale scale) =>
        scale == EffectScale.Relative ? (treatment - control) / control : treatment - control;

    /// <summary>What treatment's value is when the effect is there.</summary>
    public static double Apply(double control, double effect, EffectScale scale) =>
        scale == EffectScale.Relative ? control * (1 + effect) : control + effect;

    /// <summary>√(t + c), or by the delta method √(t + c·(μt/μc)²)/μc, with t and c the squared standard errors of both values.</summary>
    public static double StandardError(double control, double treatment, double controlSquared, double treatmentSquared, EffectScale scale)
    {
        if (scale == EffectScale.Absolute) return Math.Sqrt(controlSquared + treatmentSquared);
        var ratio = treatment / control;
        return Math.Sqrt(treatmentSquared + (controlSquared * ratio * ratio)) / control;
    }
}
