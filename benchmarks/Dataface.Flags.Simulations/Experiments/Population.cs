using Dataface.Flags.Experiments.Statistics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace Dataface.Flags.Simulations.Experiments;

/// <summary>Units whose metric is known: without a change, and with one that adds to it and leaves the noise as it is.</summary>
internal sealed record Population(string Name, double Mean, Func<Random, int, double, SampleStatistics> Draw)
{
    public static Population Half { get; } = Rate(0.5);

    public static Population Percent { get; } = Rate(0.01);

    public static Population PerMille { get; } = Rate(0.001);

    public static Population Exponential { get; } = Value("mean, exponential", 1, random => -Math.Log(1 - random.NextDouble()));

    /// <summary>As revenue is: half of the total comes from 2.3 % of the units.</summary>
    public static Population Heavy { get; } =
        Value("mean, lognormal with σ = 2", Math.Exp(2), random => Math.Exp(2 * Normal.Sample(random, 0, 1)));

    /// <summary>Some 3.5 orders for each unit, 20 % of which are returned; each unit has its own rate.</summary>
    public static Population Ratio { get; } = new("ratio, 3.5 events for each unit", 0.2, (random, units, shift) =>
    {
        var (x, xx, y, yy, xy) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < units; i++)
        {
            var events = 1 + Math.Floor(-3 * Math.Log(1 - random.NextDouble()));
            var value = events * ((0.4 * random.NextDouble()) + shift);
            (x, xx, y, yy, xy) = (x + value, xx + (value * value), y + events, yy + (events * events), xy + (value * events));
        }

        return SampleStatistics.OfRatio(units, x, xx, y, yy, xy);
    });

    /// <summary>What a past of two million units says of the metric.</summary>
    public MetricBaseline Past() => MetricBaseline.From(Draw(new Xoshiro256StarStar(1, threadSafe: false), 2_000_000, 0));

    private static Population Rate(double rate) => new(
        $"proportion of {rate:0.##%}", rate,
        (random, units, shift) => SampleStatistics.OfProportion(units, Binomials.Draw(random, units, rate + shift)));

    private static Population Value(string name, double mean, Func<Random, double> draw) => new(name, mean, (random, units, shift) =>
    {
        var (sum, squares) = (0.0, 0.0);
        for (var i = 0; i < units; i++)
        {
            var value = draw(random) + shift;
            (sum, squares) = (sum + value, squares + (value * value));
        }

        return SampleStatistics.OfMean(units, sum, squares);
    });
}
