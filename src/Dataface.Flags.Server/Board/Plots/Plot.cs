namespace Dataface.Flags.Server.Board.Plots;

/// <summary>What a plot shows. Immutable.</summary>
internal sealed record Plot
{
    public required string Title { get; init; }

    /// <summary>What it shows, in words, for whoever does not see it.</summary>
    public required string Description { get; init; }

    public required PlotAxis X { get; init; }

    public required PlotAxis Y { get; init; }

    public required IReadOnlyList<PlotLine> Lines { get; init; }

    /// <summary>Levels worth knowing, such as where something happens.</summary>
    public IReadOnlyList<PlotMark> Marks { get; init; } = [];
}

/// <summary>An axis.</summary>
/// <param name="Name">What it measures, with its unit.</param>
/// <param name="Text">How its values are written.</param>
internal sealed record PlotAxis(string Name, Func<double, string> Text);

/// <summary>A line, with a band around it where its points have one.</summary>
internal sealed record PlotLine(string Name, IReadOnlyList<PlotPoint> Points)
{
    public bool HasBand => Points.Any(point => point.Low is not null);
}

/// <summary>A point; Low and High are the ends of its interval.</summary>
internal readonly record struct PlotPoint(double X, double Y, double? Low = null, double? High = null);

/// <summary>A level across the plot.</summary>
internal sealed record PlotMark(string Name, double Y);
