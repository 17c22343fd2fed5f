namespace Dataface.Flags.Server.Board.Plots;

/// <summary>Maps values to places in a picture, and finds round values for ticks. Immutable.</summary>
internal readonly record struct PlotScale(double Low, double High, double From, double To)
{
    /// <summary>A scale that holds all values; a single value gets room around it.</summary>
    public static PlotScale Of(IEnumerable<double> values, double from, double to)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values.Where(double.IsFinite)) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        if (low > high) (low, high) = (0, 1);
        if (high - low < 1e-12) (low, high) = (low - 0.5, high + 0.5);
        return new(low, high, from, to);
    }

    public double At(double value) => From + ((Math.Clamp(value, Low, High) - Low) / (High - Low) * (To - From));

    /// <summary>About so many round values: 1, 2 or 5 times a power of ten apart.</summary>
    public IEnumerable<double> Ticks(int about)
    {
        var raw = (High - Low) / about;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = power * ((raw / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });

        // Zero is added, since zero times minus one is not written as 0.
        for (var i = Math.Ceiling(Low / step); i * step <= High + (step * 1e-9); i++) yield return (i * step) + 0.0;
    }
}
