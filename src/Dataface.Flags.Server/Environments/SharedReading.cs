using Dataface.Flags.State;

namespace Dataface.Flags.Server.Environments;

/// <summary>What is known of one environment, and whether there may be something newer. Thread-safe.</summary>
internal sealed class SharedReading(string environment, IFlagStateStore store) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _gate = new();
    private FlagState? _known;
    private long _announced;
    private long _doubts = 1;
    private long _settled;

    /// <summary>The position of what is known; 0 when nothing is.</summary>
    public long Position
    {
        get
        {
            lock (_gate) return _known?.Sequence ?? 0;
        }
    }

    /// <summary>There may be something newer.</summary>
    public void Doubt()
    {
        lock (_gate) _doubts++;
    }

    /// <summary>The store says that something has changed.</summary>
    public void Hear(StateNews news)
    {
        lock (_gate)
        {
            if (!news.IsNewsTo(environment, _known)) return;
            if (news.Sequence == 0) _doubts++;
            else _announced = Math.Max(_announced, news.Sequence);
        }
    }

    /// <summary>What is known; reads first when there may be something newer. Those who ask together share one read.</summary>
    public Task<FlagState> GetAsync(CancellationToken cancellationToken) => GetAsync(_ => true, cancellationToken);

    /// <summary>The same, with a change that the store has recorded.</summary>
    public Task<FlagState> GetAsync(RecordedChange recorded, CancellationToken cancellationToken) =>
        GetAsync(known => Holds(known, recorded), cancellationToken);

    public void Dispose() => _turn.Dispose();

    private static bool Holds(FlagState known, RecordedChange recorded) =>
        known.Sequence >= recorded.Sequence && (recorded.Lineage is null || recorded.Lineage == known.Lineage);

    private async Task<FlagState> GetAsync(Func<FlagState, bool> isGood, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            long doubts, announced;
            lock (_gate)
            {
                if (_known is { } known && _settled == _doubts && known.Sequence >= _announced && isGood(known)) return known;
                (doubts, announced) = (_doubts, _announced);
            }

            var state = await store.LoadAsync(environment, cancellationToken);
            lock (_gate)
            {
                (_known, _settled) = (state, doubts);

                // Of another lineage, whose positions begin lower: what was announced before is no measure any more.
                if (_announced == announced) _announced = Math.Min(announced, state.Sequence);
            }

            return state;
        }
        finally
        {
            _turn.Release();
        }
    }
}
