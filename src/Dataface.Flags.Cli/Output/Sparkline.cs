namespace Dataface.Flags.Cli.Output;

/// <summary>Numbers over time in one line of text.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>Draws numbers from 0 (and below) to a top; of many, the highest of each part.</summary>
    public static string Of(IReadOnlyList<double> values, double top, int width = 40)
    {
        var count = Math.Min(values.Count, width);
        var text = new char[count];
        for (var i = 0; i < count; i++)
        {
            var (from, to) = (i * values.Count / count, (i + 1) * values.Count / count);
            var highest = double.NegativeInfinity;
            for (var j = from; j < to; j++) highest = Math.Max(highest, values[j]);
            text[i] = Bars[(int)Math.Clamp(highest / top * (Bars.Length - 1), 0, Bars.Length - 1)];
        }

        return new string(text);
    }
}
