namespace Dataface.Flags.Experiments.Events;

/// <summary>The sums of an experiment's units, in exact numbers: whatever was added can be taken away again. Not thread-safe.</summary>
internal sealed class ExactSums
{
    private readonly Dictionary<(int Place, string Variant, DateOnly Cohort), ExactRow> _rows = [];
    private readonly HashSet<(int Place, string Variant, DateOnly Cohort)> _changed = [];

    /// <summary>The rows as numbers that statistics are made of.</summary>
    public IReadOnlyList<AggregatedSums> Rounded =>
    [
        .. _rows.Select(r => new AggregatedSums(
            r.Key.Place, r.Key.Variant, r.Key.Cohort,
            r.Value.X.ToDouble(), r.Value.XX.ToDouble(), r.Value.Y.ToDouble(), r.Value.YY.ToDouble(), r.Value.XY.ToDouble())),
    ];

    /// <summary>A row as it was kept.</summary>
    public void Load(int place, string variant, DateOnly cohort, ExactRow row) => _rows[(place, variant, cohort)] = row;

    public void Add(MeasuredUnit unit) => Count(unit, isAdded: true);

    public void Remove(MeasuredUnit unit) => Count(unit, isAdded: false);

    /// <summary>The rows that have changed since the last call.</summary>
    public IReadOnlyList<(int Place, string Variant, DateOnly Cohort, ExactRow Row)> TakeChanged()
    {
        var changed = _changed.Select(key => (key.Place, key.Variant, key.Cohort, _rows[key])).ToList();
        _changed.Clear();
        return changed;
    }

    private void Count(MeasuredUnit unit, bool isAdded)
    {
        foreach (var value in unit.Values)
        {
            var key = (value.Place, unit.Variant, unit.Cohort);
            var (row, one) = (_rows.GetValueOrDefault(key), ExactRow.Of(value));
            _rows[key] = isAdded ? row + one : row - one;
            _changed.Add(key);
        }
    }
}

/// <summary>The sums of one row: of x, x², y, y² and xy.</summary>
internal readonly record struct ExactRow(ExactDecimal X, ExactDecimal XX, ExactDecimal Y, ExactDecimal YY, ExactDecimal XY)
{
    public static ExactRow Of(PlacedValue value) => new(value.X, value.X * value.X, value.Y, value.Y * value.Y, value.X * value.Y);

    public static ExactRow operator +(ExactRow a, ExactRow b) => new(a.X + b.X, a.XX + b.XX, a.Y + b.Y, a.YY + b.YY, a.XY + b.XY);

    public static ExactRow operator -(ExactRow a, ExactRow b) => new(a.X - b.X, a.XX - b.XX, a.Y - b.Y, a.YY - b.YY, a.XY - b.XY);
}
