namespace Dataface.Flags.Cleaner.Files;

/// <summary>A line that stays (' '), goes ('-') or comes ('+'), and how many lines stand before it on each side.</summary>
internal readonly record struct LineEdit(char Kind, string Line, int Old, int New);

/// <summary>The shortest way from one list of lines to another (Myers, An O(ND) Difference Algorithm, 1986).</summary>
internal static class LineDiff
{
    public static List<LineEdit> Of(List<string> old, List<string> now)
    {
        var trace = Search(old, now);
        var edits = new List<LineEdit>();
        var (x, y) = (old.Count, now.Count);
        for (var d = trace.Count - 1; d >= 0; d--)
        {
            var (furthest, offset) = (trace[d], d + 1);
            var k = x - y;
            var before = k == -d || (k != d && furthest[k - 1 + offset] < furthest[k + 1 + offset]) ? k + 1 : k - 1;
            var (startX, startY) = d == 0 ? (0, 0) : (furthest[before + offset], furthest[before + offset] - before);
            while (x > startX && y > startY) edits.Add(new(' ', old[--x], x, --y));
            if (d == 0) break;
            edits.Add(x == startX ? new('+', now[--y], x, y) : new('-', old[--x], x, y));
        }

        edits.Reverse();
        return edits;
    }

    /// <summary>For each number of edits the furthest place on each diagonal before it.</summary>
    private static List<int[]> Search(List<string> old, List<string> now)
    {
        var trace = new List<int[]>();
        var furthest = new int[3];
        for (var d = 0; d <= old.Count + now.Count; d++)
        {
            trace.Add(furthest);
            var (next, offset) = (new int[(2 * d) + 5], d + 2);
            int Before(int k) => furthest[k + d + 1];
            for (var k = -d; k <= d; k += 2)
            {
                var x = d == 0 ? 0 : k == -d || (k != d && Before(k - 1) < Before(k + 1)) ? Before(k + 1) : Before(k - 1) + 1;
                var y = x - k;
                while (x < old.Count && y < now.Count && old[x] == now[y]) (x, y) = (x + 1, y + 1);
                next[k + offset] = x;
                if (x >= old.Count && y >= now.Count) return trace;
            }

            furthest = next;
        }

        return trace;
    }
}
