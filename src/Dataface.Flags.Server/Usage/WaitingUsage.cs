using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Usage;

/// <summary>
/// Usage that was reported and is not kept yet, in bounded memory. What there is no room for is not taken, and is reported again.
/// Thread-safe.
/// </summary>
internal sealed class WaitingUsage(TimeProvider time)
{
    /// <summary>So much waits at most.</summary>
    private const int MostLines = 50_000;

    /// <summary>So much is not waited with.</summary>
    private const int ManyLines = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(Guid Source, long Number), Waiting> _waiting = [];
    private int _lines;

    /// <summary>There is so much that it should be kept soon.</summary>
    public event Action? Many;

    /// <summary>Takes a report to be kept; false when there is no room for it now.</summary>
    public bool TryAdd(Guid source, long number, string environment, string service, IReadOnlyList<UsageLine> lines)
    {
        bool isMany;
        lock (_gate)
        {
            if (_waiting.ContainsKey((source, number))) return true;
            if (_lines + lines.Count >= MostLines) return false;
            Add(new(new(source, number, TimeSpan.Zero, environment, service, lines), time.GetTimestamp()));
            isMany = _lines >= ManyLines;
        }

        if (isMany) Many?.Invoke();
        return true;
    }

    /// <summary>All that waits, oldest first, with how long it has; it waits no more.</summary>
    public IReadOnlyList<KeptUsage> TakeAll()
    {
        lock (_gate)
        {
            var taken = _waiting.Values.OrderBy(waiting => waiting.At)
                .Select(waiting => waiting.Report with { Age = time.GetElapsedTime(waiting.At) }).ToList();
            _waiting.Clear();
            _lines = 0;
            return taken;
        }
    }

    /// <summary>What could not be kept waits again.</summary>
    public void PutBack(IEnumerable<KeptUsage> reports)
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            foreach (var report in reports)
            {
                var at = now - (long)(report.Age.TotalSeconds * time.TimestampFrequency);
                if (!_waiting.ContainsKey((report.Source, report.Number))) Add(new(report, at));
            }
        }
    }

    private void Add(Waiting waiting)
    {
        _waiting.Add((waiting.Report.Source, waiting.Report.Number), waiting);

        // One that says nothing takes room, too.
        _lines += waiting.Report.Lines.Count + 1;
    }

    private readonly record struct Waiting(KeptUsage Report, long At);
}
