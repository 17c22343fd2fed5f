using Dataface.Flags.Background;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.State;

/// <summary>Keeps what is known of the store's kills up to date. Kills known so far stay in force while it cannot be read.</summary>
internal sealed class StateFollower : IAsyncDisposable
{
    private readonly string _environment;
    private readonly IFlagStateStore _store;
    private readonly KillRegister _register;
    private readonly Action _known;
    private readonly Action _stagesChanged;
    private readonly Action _readableAgain;
    private readonly ILogger _logger;
    private readonly OutageWitness _reading;
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RetryingLoop _loop;
    private readonly Lock _gate = new();
    private IDisposable? _subscription;
    private readonly Lock _telling = new();
    private readonly ChangesAhead _ahead;
    private FlagState _shown = FlagState.Empty;
    private long _taken;
    private volatile bool _isStale;
    private volatile bool _isKnown;
    private volatile FlagState _state = FlagState.Empty;
    private string? _broken;
    private string? _torn;
    private string? _uncompacted;
    private IReadOnlyList<string> _problems = [];

    /// <param name="known">Called when the state has been read for the first time.</param>
    /// <param name="stagesChanged">Called when rollouts stand elsewhere than before.</param>
    /// <param name="readableAgain">Called when the state has been read after attempts that failed.</param>
    public StateFollower(
        string environment, IFlagStateStore store, KillRegister register, Action known, Action stagesChanged, Action readableAgain,
        TimeProvider time, ILogger logger, OutageLog outages)
    {
        _environment = environment;
        _store = store;
        _register = register;
        _known = known;
        _stagesChanged = stagesChanged;
        _readableAgain = readableAgain;
        _logger = logger;
        _ahead = new ChangesAhead(store.Name);
        _reading = outages.Witness(store.Name);
        _loop = new RetryingLoop(ReadAsync, Failed, time);
    }

    /// <summary>Is called after what the store says has come into force here, whenever it is read or heard.</summary>
    public Action? InForce { get; init; }

    /// <summary>What of the store is in force here: kills and stages up to this record. Null before the first.</summary>
    public (string Lineage, long Sequence)? Position
    {
        get
        {
            lock (_gate) return _isKnown ? (_shown.Lineage, _shown.Sequence) : null;
        }
    }

    /// <summary>Completes when the state has been read, and fails when the first attempt did.</summary>
    public Task First => _first.Task;

    public bool IsKnown => _isKnown;

    public bool IsStale => _isStale;

    /// <summary>The state as far as it is known; empty before it is.</summary>
    public FlagState State => _state;

    /// <summary>Begins with a state from elsewhere, until the store can be read.</summary>
    public void Assume(FlagState state)
    {
        if (!_isKnown) _state = _shown = state;
    }

    public void Start()
    {
        _subscription = _store.OnChange(Heard);
        _loop.Signal();
    }

    public Task ReadNowAsync(CancellationToken cancellationToken) => _loop.RunAsync(cancellationToken);

    /// <summary>
    /// Takes over what the store has answered to a change, at its place among the others: a state that does not hold it yet cannot undo it,
    /// and one that holds what came after it is not undone by it.
    /// </summary>
    /// <param name="change">The change.</param>
    /// <param name="recorded">Where it is recorded.</param>
    /// <param name="stands">Whether the change still counts; asked when no other answer can come in between. Null when it always
    /// does.</param>
    public void Apply(StateChange change, RecordedChange recorded, Func<bool>? stands = null)
    {
        lock (_gate)
        {
            if (stands?.Invoke() == false) return;
            _taken++;
            _ahead.Add(change, recorded.Sequence, recorded.Lineage ?? _shown.Lineage);
            Show(_shown);
            if (_ahead.IsEmpty) return;
        }

        _loop.Signal();
    }

    public async ValueTask DisposeAsync()
    {
        _subscription?.Dispose();
        await _loop.DisposeAsync().ConfigureAwait(false);
        _reading.Dispose();
        _first.TrySetCanceled();
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var before = Interlocked.Read(ref _taken);

            // A store that hangs and heeds no cancellation must not keep staleness from showing.
            var state = await _store.LoadAsync(_environment, cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                // Read before something newer came.
                if (before != _taken && (IsBehind(state) || state.Lineage != _shown.Lineage)) continue;
                Take(state);
            }

            Read();
            return;
        }
    }

    /// <summary>A state that the store gives is taken as it comes; of anything else it is asked, unless it is known already.</summary>
    private void Heard(StateNews news)
    {
        try
        {
            if (news.State is { } state && news.Environment == _environment) TakePushed(state);
            else if (IsNews(news)) _loop.Signal();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // What cannot be taken over is read, where failures are told and tried again.
            _loop.Signal();
        }
    }

    private bool IsNews(StateNews news)
    {
        lock (_gate) return news.IsNewsTo(_environment, _isKnown ? _shown : null);
    }

    private void TakePushed(FlagState state)
    {
        lock (_gate)
        {
            if (_isKnown && IsBehind(state)) return;
            _taken++;
            Take(state);
        }

        Read();
    }

    private bool IsBehind(FlagState state) => state.Lineage == _shown.Lineage && state.Sequence < _shown.Sequence;

    /// <summary>Takes over what the store says, and logs what others have killed and restored.</summary>
    private void Take(FlagState state)
    {
        // A kill that this process is delivering is logged where it is made.
        var (kills, own) = (_register.Of(_store.Name), _register.Of(UndeliveredKills.Source));
        Show(state);
        KillChanges.Log(_logger, _store.Name, [.. kills, .. own], [.. _state.Kills.Values, .. own]);
    }

    private void Show(FlagState shown)
    {
        var before = _state;

        // The stages before the kills, so that what was aborted does not for a moment go on with its old evidence.
        _shown = shown;
        _state = _ahead.Over(shown);
        if (!_register.SetSource(_store.Name, [.. _state.Kills.Values]) && !SameStages(before, _state)) _stagesChanged();
    }

    private static bool SameStages(FlagState a, FlagState b) =>
        a.Ramps.Count == b.Ramps.Count && a.Restores.Count == b.Restores.Count
        && b.Ramps.All(r => a.Ramps.GetValueOrDefault(r.Key) == r.Value)
        && b.Restores.All(r => a.Restores.GetValueOrDefault(r.Key) == r.Value);

    private void Read()
    {
        lock (_telling) TellOfRead();
        InForce?.Invoke();
    }

    private void TellOfRead()
    {
        // First, so that whoever sees that nothing is stale any more sees the state that was read, and no stand-in beside it.
        if (!_isKnown)
        {
            _isKnown = true;
            _known();
        }

        var isAgain = _isStale;
        _isStale = false;
        _reading.Works();
        if (isAgain) _readableAgain();
        if (_store is IJournalHealth journal) Report(journal);
        foreach (var problem in _state.Problems.Except(_problems, StringComparer.Ordinal)) StateLog.SetApart(_logger, _store.Name, problem);
        _problems = _state.Problems;
        _first.TrySetResult();
    }

    private void Report(IJournalHealth journal)
    {
        if (journal.Break is { } broken && broken != _broken) StateLog.Broken(_logger, _broken = broken);
        if (journal.TornTail is { } torn && torn != _torn) StateLog.Torn(_logger, _torn = torn);
        if (journal.CompactionProblem is { } problem && problem != _uncompacted) StateLog.NotCompacted(_logger, _uncompacted = problem);
    }

    private void Failed(Exception error, TimeSpan delay)
    {
        _isStale = true;
        var news = _reading.Failed(error);
        StateLog.Unreadable(_logger, news.Level, _store.Name, news.Count, delay, error.Message);
        _first.TrySetException(error);
    }
}
