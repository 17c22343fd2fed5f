namespace Dataface.Flags.State;

/// <summary>
/// What was counted since the last report that was taken. A report of which it is not known whether it was taken is made again as it was,
/// with its number, so that it counts once. Thread-safe; reports are made one after another.
/// </summary>
/// <param name="counts">What was counted since the client started; each count only grows, also when documents are published.</param>
internal sealed class UnreportedUsage(Func<IEnumerable<EvaluationCount>> counts)
{
    /// <summary>So many lines are in a report; the others are in the next, those that have waited longest first.</summary>
    public const int MostLines = 200;

    /// <summary>As much of a line is reported at once, and what is beyond it in the next report.</summary>
    public const long MostOfLine = 100_000_000_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Flag, string Variant, EvaluationReason Reason), Reported> _reported = [];
    private UsageReport? _pending;
    private long _number;
    private int _tries;

    /// <summary>The report to be made now: the one before if it was not taken, else what is new, which may be nothing.</summary>
    public UsageReport Take()
    {
        lock (_gate)
        {
            // What has come since then is not in it.
            if (++_tries > 1 && _pending is { } again) return _pending = again with { IsLast = false };
            return _pending = Next();
        }
    }

    /// <summary>A report was counted, or surely will be.</summary>
    /// <param name="number">Its number, as whoever takes reports has said it.</param>
    /// <returns>Whether it was the one that was made last.</returns>
    public bool Confirm(long number)
    {
        lock (_gate)
        {
            if (_pending is not { } taken || taken.Number != number) return false;
            foreach (var line in taken.Lines)
            {
                _reported[KeyOf(line)] = new(_reported.GetValueOrDefault(KeyOf(line)).Count + line.Count, number);
            }

            (_pending, _tries) = (null, 0);
            return true;
        }
    }

    /// <summary>
    /// Reports go out under another name from now on, so that nobody would notice one that was taken before. If it is not known whether the
    /// last one was, it counts as taken: usage may be missing, but never counts twice.
    /// </summary>
    public void BeginAnew()
    {
        lock (_gate)
        {
            if (_tries > 1) Confirm(_number);
            (_pending, _tries) = (null, 0);
        }
    }

    private UsageReport Next()
    {
        var lines = counts().Select(SinceReported).Where(line => line.Count > 0).ToList();
        var told = lines.OrderBy(line => _reported.GetValueOrDefault(KeyOf(line)).Number).ThenByDescending(line => line.Count)
            .Take(MostLines).ToList();
        return new(++_number, told) { IsLast = told.Count == lines.Count };
    }

    private EvaluationCount SinceReported(EvaluationCount count) =>
        count with { Count = Math.Min(count.Count - _reported.GetValueOrDefault(KeyOf(count)).Count, MostOfLine) };

    private static (string Flag, string Variant, EvaluationReason Reason) KeyOf(EvaluationCount line) =>
        (line.Flag, line.Variant, line.Reason);

    /// <summary>How much of a line was reported, and in which report last.</summary>
    private readonly record struct Reported(long Count, long Number);
}

/// <summary>What was counted between two reports. Immutable.</summary>
/// <param name="Number">Its number among the client's own, from 1.</param>
/// <param name="Lines">How often each flag gave each variant for each reason, each above 0.</param>
internal sealed record UsageReport(long Number, IReadOnlyList<EvaluationCount> Lines)
{
    /// <summary>Whether nothing more was counted when it was made.</summary>
    public bool IsLast { get; init; }
}
