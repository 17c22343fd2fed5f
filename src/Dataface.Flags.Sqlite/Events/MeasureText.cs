using System.Globalization;
using Dataface.Flags.Experiments.Events;

namespace Dataface.Flags.Sqlite.Events;

/// <summary>A unit's values as text, such as <c>0:1/0;2:12.5/0</c>: place, x and y.</summary>
internal static class MeasureText
{
    public static string Write(IReadOnlyList<PlacedValue> values) =>
        string.Join(';', values.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Place}:{v.X}/{v.Y}")));

    /// <exception cref="FormatException">It is none.</exception>
    public static IReadOnlyList<PlacedValue> Read(string text)
    {
        var values = new List<PlacedValue>();
        foreach (var range in text.AsSpan().Split(';'))
        {
            var value = text.AsSpan(range);
            var (colon, slash) = (value.IndexOf(':'), value.IndexOf('/'));
            if (colon < 0 || slash < colon) throw new FormatException($"'{text}' is not a list of values.");
            values.Add(new(
                int.Parse(value[..colon], CultureInfo.InvariantCulture),
                ExactDecimal.Parse(value[(colon + 1)..slash]), ExactDecimal.Parse(value[(slash + 1)..])));
        }

        return values;
    }
}
