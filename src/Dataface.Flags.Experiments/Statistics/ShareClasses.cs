namespace Dataface.Flags.Experiments.Statistics;

/// <summary>
/// Puts days with like shares together, and keeps apart what differs: of all classes the one whose shares differ most is divided where that helps most,
/// again and again (Ward 1963, "Hierarchical grouping to optimize an objective function", from above). Only counts of units decide, never values.
/// </summary>
internal static class ShareClasses
{
    public static Stratum[] Of(IReadOnlyList<Stratum> days, int most)
    {
        var sorted = days.OrderBy(day => day.Share).ToArray();
        var classes = new List<(int From, int To)> { (0, sorted.Length) };
        var sums = new Sums(sorted);
        while (classes.Count < most)
        {
            var (place, at, gain) = (0, 0, 0.0);
            for (var i = 0; i < classes.Count; i++)
            {
                var (split, gained) = sums.Split(classes[i]);
                if (gained > gain) (place, at, gain) = (i, split, gained);
            }

            if (gain == 0) break;
            var (from, to) = classes[place];
            classes[place] = (from, at);
            classes.Add((at, to));
        }

        return [.. classes.Select(part => sorted[part.From..part.To].Aggregate(default(Stratum), (sum, day) => sum + day))];
    }

    /// <summary>Running sums of weights and of weighted shares, so that each division is tried in constant time.</summary>
    private sealed class Sums
    {
        private readonly double[] _weights;
        private readonly double[] _shares;

        public Sums(Stratum[] sorted)
        {
            (_weights, _shares) = (new double[sorted.Length + 1], new double[sorted.Length + 1]);
            for (var i = 0; i < sorted.Length; i++)
            {
                _weights[i + 1] = _weights[i] + sorted[i].Weight;
                _shares[i + 1] = _shares[i] + (sorted[i].Weight * sorted[i].Share);
            }
        }

        /// <summary>Where a class is best divided, and by how much that lowers the sum of squared differences of shares.</summary>
        public (int At, double Gain) Split((int From, int To) part)
        {
            var (at, best) = (part.From, 0.0);
            for (var i = part.From + 1; i < part.To; i++)
            {
                var (left, right) = (_weights[i] - _weights[part.From], _weights[part.To] - _weights[i]);
                if (left <= 0 || right <= 0) continue;
                var difference = ((_shares[i] - _shares[part.From]) / left) - ((_shares[part.To] - _shares[i]) / right);
                var gain = left * right / (left + right) * difference * difference;
                if (gain > best * (1 + 1e-9) && gain > 1e-12) (at, best) = (i, gain);
            }

            return (at, best);
        }
    }
}
