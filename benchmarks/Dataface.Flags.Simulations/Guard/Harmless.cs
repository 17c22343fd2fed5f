using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>How many erring units a bucket is expected to have when the feature does no harm, in units of the usual number.</summary>
internal static class Harmless
{
    public static readonly (string Name, Func<Random, Func<int, double>> Make)[] All =
    [
        ("independent traffic", _ => _ => 1),
        ("incidents on both sides, 5 times the errors", Incidents),
        ("drifting base rate", Drift),
        ("daily cycle", random => Cycle(random.NextDouble())),
    ];

    private static Func<int, double> Incidents(Random random)
    {
        var left = 0;
        return _ =>
        {
            if (left == 0 && random.NextDouble() < 0.01) left = 20;
            return left-- > 0 ? 5 : Reset(ref left);
        };

        static double Reset(ref int left)
        {
            left = 0;
            return 1;
        }
    }

    private static Func<int, double> Drift(Random random)
    {
        var log = 0.0;
        return _ => Math.Exp(log = Math.Clamp(log + Normal.Sample(random, 0, 0.03), -2.3, 2.3));
    }

    private static Func<int, double> Cycle(double phase) => bucket => 1 + (0.9 * Math.Sin(2 * Math.PI * ((bucket / 1_000.0) + phase)));
}
