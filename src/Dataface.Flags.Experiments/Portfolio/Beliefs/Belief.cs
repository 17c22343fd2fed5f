
namespace Dataface.Flags.Experiments.Portfolio.Beliefs;

/// <summary>
/// What is believed of a bet's value before its test, and what the test would see. All values are for one unit of payoff.
/// </summary>
/// <param name="Threshold">The value from which the bet is worth building.</param>
internal abstract record Belief(double Threshold)
{
    /// <summary>How far priors are moved to see whether the order holds: by half.</summary>
    private protected static readonly double[] Factors = [0.5, 1.5];

    public abstract double Mean { get; }

    /// <summary>What a perfect answer would be worth.</summary>
    public abstract double Perfect { get; }

    /// <summary>What the test's answer is worth.</summary>
    public abstract double Sample { get; }

    /// <summary>What is gained by acting on the belief without a test.</summary>
    public double WithoutTest => Math.Max(0, Mean - Threshold);

    /// <summary>The same belief with one part of its prior halved, or made half as large again.</summary>
    public abstract IEnumerable<VariedBelief> Varied();
}

/// <summary>A belief with a moved prior.</summary>
/// <param name="Change">What was moved, such as "prior mean −50 %".</param>
internal sealed record VariedBelief(string Change, Belief Belief);

/// <summary>A value on an open scale: N(mean, deviation²), seen with noise in two arms.</summary>
internal sealed record NormalBelief(double PriorMean, double Deviation, double Threshold, double Noise, double Treatment, double? Control)
    : Belief(Threshold)
{
    public override double Mean => PriorMean;

    public override double Perfect => ValueOfInformation.NormalPerfect(PriorMean, Deviation, Threshold);

    public override double Sample => ValueOfInformation.NormalSample(PriorMean, Deviation, Threshold, Noise, Treatment, Control);

    public override IEnumerable<VariedBelief> Varied() => Factors.SelectMany(f => new VariedBelief[]
    {
        new(Words.Change("mean", f), this with { PriorMean = PriorMean * f }),
        new(Words.Change("sd", f), this with { Deviation = Deviation * f }),
    });
}

/// <summary>A share from 0 to 1: Beta(a, b), seen in a number of yes-or-no trials.</summary>
internal sealed record BetaBelief(double A, double B, double Threshold, int Size) : Belief(Threshold)
{
    /// <summary>A share is never moved to certainty.</summary>
    private const double MostMean = 0.999;

    public override double Mean => A / (A + B);

    public override double Perfect => ValueOfInformation.BetaPerfect(A, B, Threshold);

    public override double Sample => ValueOfInformation.BetaSample(A, B, Threshold, Size);

    public override IEnumerable<VariedBelief> Varied() => Factors.SelectMany(f => new VariedBelief[]
    {
        new(Words.Change("mean", f), WithMean(Math.Min(MostMean, Mean * f))),
        new(Words.Change("weight", f), this with { A = A * f, B = B * f }),
    });

    private BetaBelief WithMean(double mean) => this with { A = mean * (A + B), B = (1 - mean) * (A + B) };
}
