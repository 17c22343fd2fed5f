namespace Dataface.Flags.Experiments.Summaries;

/// <summary>A unit as far as its rows were read. Not thread-safe.</summary>
/// <param name="row">Its first row.</param>
/// <param name="values">How many values it has.</param>
internal sealed class HeldUnit(UnitRow row, int values)
{
    public int Arm { get; } = row.Arm;

    /// <summary>Where its first row stands.</summary>
    public (int File, int Line) Place { get; } = (row.File, row.Line);

    /// <summary>Its first exposure, in UTC ticks.</summary>
    public long ExposedAt { get; private set; } = row.ExposedAt;

    /// <summary>Whether it saw two variants.</summary>
    public bool IsMixed { get; private set; }

    /// <summary>Of each metric its value, and what that is divided by.</summary>
    public double[] Values { get; } = new double[values];

    /// <summary>Another row of it.</summary>
    public void See(in UnitRow row)
    {
        IsMixed |= row.Arm != Arm;
        ExposedAt = Math.Min(ExposedAt, row.ExposedAt);
    }
}
