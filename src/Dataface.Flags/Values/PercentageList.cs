using System.Collections;

namespace Dataface.Flags.Values;

/// <summary>Percentages that are kept in thousandths. Immutable.</summary>
internal sealed class PercentageList(IReadOnlyList<int> milli) : IReadOnlyList<decimal>
{
    /// <summary>The same in thousandths of a percent.</summary>
    public IReadOnlyList<int> Milli => milli;

    /// <inheritdoc/>
    public int Count => milli.Count;

    /// <inheritdoc/>
    public decimal this[int index] => Percentage.Of(milli[index]);

    /// <inheritdoc/>
    public IEnumerator<decimal> GetEnumerator() => milli.Select(Percentage.Of).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
