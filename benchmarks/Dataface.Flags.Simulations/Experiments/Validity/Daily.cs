using Dataface.Flags.Experiments.Statistics;
using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Simulations.Experiments.Validity;

/// <summary>A kind of metric whose rows come day by day, and grow afterwards: what is known at each look of each day.</summary>
internal abstract record Daily(string Name)
{
    /// <summary>The rows of the units of one day, as they are known after 0, 1, 2, … further days.</summary>
    public abstract SampleStatistics[] Draw(Random random, long units, int day, int days, double lift);
}

/// <summary>Each unit has the event or not; some of the events come days later, and the rate may drift.</summary>
internal sealed record DailyRate(double Rate, bool IsLate, double Drift = 1)
    : Daily($"proportion of {Rate:0.##%}{(IsLate ? ", events up to a week late" : "")}{(Drift == 1 ? "" : ", rate drifts")}")
{
    private const double SameDay = 0.4;
    private const double LaterDay = 0.3;

    public override SampleStatistics[] Draw(Random random, long units, int day, int days, double lift)
    {
        var rate = Math.Min(1, Rate * (1 + lift) * Math.Pow(Drift, (double)day / days));
        var events = Binomials.Draw(random, units, rate);
        var rows = new SampleStatistics[days - day];
        var (known, share) = (0L, IsLate ? SameDay : 1);
        for (var i = 0; i < rows.Length; i++)
        {
            known += Binomials.Draw(random, events - known, share);
            share = LaterDay;
            rows[i] = SampleStatistics.OfProportion(units, known);
        }

        return rows;
    }
}

/// <summary>One value for each unit, known at once.</summary>
internal sealed record DailyValue(string Title, Func<Random, double> Value) : Daily(Title)
{
    public static DailyValue Exponential { get; } = new("mean, exponential", random => -Math.Log(1 - random.NextDouble()));

    public static DailyValue LogNormal { get; } = new("mean, lognormal with σ = 1", random => Math.Exp(Normal.Sample(random, 0, 1)));

    public static DailyValue Heavy { get; } = new("mean, lognormal with σ = 2", random => Math.Exp(2 * Normal.Sample(random, 0, 1)));

    public static DailyValue Revenue { get; } =
        new("mean, revenue: 3 % pay, lognormal with σ = 1", random =>
            random.NextDouble() < 0.03 ? Math.Exp(Normal.Sample(random, 0, 1)) : 0);

    public static DailyValue RareRevenue { get; } =
        new("mean, revenue: 0.3 % pay, lognormal with σ = 1.5", random =>
            random.NextDouble() < 0.003 ? Math.Exp(1.5 * Normal.Sample(random, 0, 1)) : 0);

    public override SampleStatistics[] Draw(Random random, long units, int day, int days, double lift)
    {
        var (sum, squares) = (0.0, 0.0);
        for (var i = 0L; i < units; i++)
        {
            var value = Value(random) * (1 + lift);
            (sum, squares) = (sum + value, squares + (value * value));
        }

        return [.. Enumerable.Repeat(SampleStatistics.OfMean(units, sum, squares), days - day)];
    }
}

/// <summary>Failing calls of all calls: a few calls for each unit, a few of them fail.</summary>
internal sealed record DailyRatio(double Rate) : Daily($"ratio, {Rate:0.##%} of 1 to 7 calls fail")
{
    public override SampleStatistics[] Draw(Random random, long units, int day, int days, double lift)
    {
        var (x, xx, y, yy, xy) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (var i = 0L; i < units; i++)
        {
            double calls = random.Next(1, 8), failures = 0;
            var rate = Rate * (1 + lift) * 2 * random.NextDouble();
            for (var call = 0; call < calls; call++) failures += random.NextDouble() < rate ? 1 : 0;
            (x, xx, y, yy, xy) = (x + failures, xx + (failures * failures), y + calls, yy + (calls * calls), xy + (failures * calls));
        }

        return [.. Enumerable.Repeat(SampleStatistics.OfRatio(units, x, xx, y, yy, xy), days - day)];
    }
}
