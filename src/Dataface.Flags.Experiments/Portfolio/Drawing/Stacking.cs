namespace Dataface.Flags.Experiments.Portfolio.Drawing;

/// <summary>
/// Puts cells below each other, none over another, as close to where each wants to be as the sum of squares allows: isotonic regression by
/// pooling adjacent violators (Ayer et al. 1955).
/// </summary>
internal static class Stacking
{
    /// <param name="cells">In their order from top to bottom.</param>
    /// <param name="middles">Where each one's middle wants to be.</param>
    /// <param name="gap">What is left free between two.</param>
    public static void Stack(IReadOnlyList<DiagramLayout.Cell> cells, IReadOnlyList<double> middles, double gap)
    {
        // Less what must be above each, wishes are in conflict only when they fall; such neighbours move to their mean together.
        var blocks = new Stack<(double Mean, int Count)>();
        var above = 0d;
        for (var i = 0; i < cells.Count; i++)
        {
            var block = (Mean: middles[i] - (cells[i].Height / 2) - above, Count: 1);
            while (blocks.TryPeek(out var upper) && upper.Mean > block.Mean)
            {
                blocks.Pop();
                var count = upper.Count + block.Count;
                block = (((upper.Mean * upper.Count) + (block.Mean * block.Count)) / count, count);
            }

            blocks.Push(block);
            above += cells[i].Height + gap;
        }

        (above, var next) = (0, 0);
        foreach (var (mean, count) in blocks.Reverse())
        {
            foreach (var cell in cells.Skip(next).Take(count))
            {
                cell.Top = mean + above;
                above += cell.Height + gap;
            }

            next += count;
        }
    }
}
