namespace Dataface.Flags.Experiments.Statistics;

/// <summary>
/// Puts days with like shares together, and keeps apart what differs: of all classes the one whose shares differ most is divided where
/// that helps most, again and again (Ward 1963, "Hierarchical grouping to optimize an objective function", from above). Only counts of
/// units decide, never values.
/// </summary>
internal static class ShareClasses
{
    public static Stratum[] Of(IReadOnlyList<Stratum> days, int most)
    {
        var (shares, order) = (new double[days.Count], new int[days.Count]);
        for (var i = 0; i < order.Length; i++) (shares[i], order[i]) = (days[i].Share, i);
        Array.Sort(shares, order);
        var sums = new Sums(days, order, shares);
        var classes = new List<Class> { sums.Divide(0, order.Length) };
        while (classes.Count < most && classes.MaxBy(part => part.Gain) is { Gain: > 0 } best)
        {
            classes.Remove(best);
            classes.Add(sums.Divide(best.From, best.At));
            classes.Add(sums.Divide(best.At, best.To));
        }

        var parts = new Stratum[classes.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            var (control, treatment) = (default(SampleStatistics), default(SampleStatistics));
            for (var place = classes[i].From; place < classes[i].To; place++)
            {
                var day = days[order[place]];
                (control, treatment) = (control + day.Control, treatment + day.Treatment);
            }

            parts[i] = new(control, treatment);
        }

        return parts;
    }

    /// <summary>Some days, and where they are best divided.</summary>
    private readonly record struct Class(int From, int To, int At, double Gain);

    /// <summary>Running sums of weights and of weighted shares, so that each division is tried in constant time.</summary>
    private sealed class Sums
    {
        private readonly double[] _weights;
        private readonly double[] _shares;

        public Sums(IReadOnlyList<Stratum> days, int[] order, double[] shares)
        {
            (_weights, _shares) = (new double[order.Length + 1], new double[order.Length + 1]);
            for (var i = 0; i < order.Length; i++)
            {
                var weight = days[order[i]].Weight;
                (_weights[i + 1], _shares[i + 1]) = (_weights[i] + weight, _shares[i] + (weight * shares[i]));
            }
        }

        /// <summary>
        /// Where a class is best divided, and by how much that lowers the sum of squared differences of shares; 0 where they are all the
        /// same.
        /// </summary>
        public Class Divide(int from, int to)
        {
            var (at, best) = (from, 0.0);
            for (var i = from + 1; i < to; i++)
            {
                var (left, right) = (_weights[i] - _weights[from], _weights[to] - _weights[i]);
                if (left <= 0 || right <= 0) continue;
                var difference = ((_shares[i] - _shares[from]) / left) - ((_shares[to] - _shares[i]) / right);
                var gain = left * right / (left + right) * difference * difference;
                if (gain > best * (1 + 1e-9) && gain > 1e-12) (at, best) = (i, gain);
            }

            return new(from, to, at, best);
        }
    }
}
