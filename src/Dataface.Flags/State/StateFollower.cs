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
    private long _answers;
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
            TimeProvider time, ILogger logger,
        OutageLog outages)
    {
        _environment = environment;
        _store = store;
        _register = register;
        _known = known;
        _stagesChanged = stagesChanged;
        _readableAgain = readableAgain;
        _logger = logger;
        _reading = outages.Witness(store.Name);
        _loop = new RetryingLoop(ReadAsync, Failed, time);
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
        if (!_isKnown) _state = state;
    }

    public void Start()
    {
        _subscription = _store.OnChange(_loop.Signal);
        _loop.Signal();
    }

    public Task ReadNowAsync(CancellationToken cancellationToken) => _loop.RunAsync(cancellationToken);

    /// <summary>What is known of the store's kill of a flag.</summary>
    public Kill? KillOf(string flag) => _register.Of(_store.Name).FirstOrDefault(k => k.Flag == flag);

    /// <summary>
    /// Takes over what the store has answered to a change, so that a read that began before it cannot undo it. Answers may come in another
    /// order than the store's, so it reads once more.
    /// </summary>
    /// <param name="change">The change.</param>
    /// <param name="ended">The kill that a restore ends. Another one may have come after the restore: it stays until the read tells.</param>
    /// <param name="stands">Whether the change still counts; asked when no other answer can come in between. Null when it always does.</param>
    public void Apply(StateChange change, Kill? ended = null, Func<bool>? stands = null)
    {
        lock (_gate)
        {
            if (stands?.Invoke() == false) return;
            _answers++;
            if (change.Rollout is { } rollout) Stage(rollout, change);
            else Apply(change, ended, KillOf(change.Flag));
        }

        _loop.Signal();
    }

    private void Stage(string rollout, StateChange change)
    {
        if (RampChanges.After(_state.Ramps.GetValueOrDefault(rollout), change) is not { } ramp) return;
        _state = _state with { Ramps = new Dictionary<string, RampState>(_state.Ramps, StringComparer.Ordinal) { [rollout] = ramp } };
        _stagesChanged();
    }

    private void Apply(StateChange change, Kill? ended, Kill? known)
    {
        // Before the kill ends, so that what was aborted does not for a moment go on with its old evidence.
        if (change.Action == StateAction.Restore && known is not null)
        {
            var restores = new Dictionary<string, int>(_state.Restores, StringComparer.Ordinal);
            restores[change.Flag] = restores.GetValueOrDefault(change.Flag) + 1;
            _state = _state with { Restores = restores };
        }

        var kill = new Kill(change.Flag, _store.Name, change.By, change.At, change.Reason);
        _register.Update(_store.Name, kills => change.Action == StateAction.Kill
            ? [.. kills.Where(k => k.Flag != change.Flag), kill]
            : [.. kills.Where(k => k.Flag != change.Flag || k != ended)]);
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
            var before = Interlocked.Read(ref _answers);

            // A store that hangs and heeds no cancellation must not keep staleness from showing.
            var state = await _store.LoadAsync(_environment, cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                if (before != _answers) continue;
                var (kills, stages) = (_register.Of(_store.Name), _state);
                _state = state;
                _register.SetSource(_store.Name, [.. state.Kills.Values]);
                if (!SameStages(stages, state)) _stagesChanged();

                // A kill that this process is delivering is logged where it is made.
                var own = _register.Of(UndeliveredKills.Source);
                KillChanges.Log(_logger, _store.Name, [.. kills, .. own], [.. state.Kills.Values, .. own]);
            }

            Read();
            return;
        }
    }

    private static bool SameStages(FlagState a, FlagState b) =>
        a.Ramps.Count == b.Ramps.Count && a.Restores.Count == b.Restores.Count
        && b.Ramps.All(r => a.Ramps.GetValueOrDefault(r.Key) == r.Value) && b.Restores.All(r => a.Restores.GetValueOrDefault(r.Key) == r.Value);

    private void Read()
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
        if (_store is FileFlagStateStore file) Report(file);
        foreach (var problem in _state.Problems.Except(_problems, StringComparer.Ordinal)) StateLog.SetApart(_logger, _store.Name, problem);
        _problems = _state.Problems;
        _first.TrySetResult();
    }

    private void Report(FileFlagStateStore file)
    {
        if (file.Break is { } broken && broken != _broken) StateLog.Broken(_logger, _broken = broken);
        if (file.TornTail is { } torn && torn != _torn) StateLog.Torn(_logger, _torn = torn);
        if (file.CompactionProblem is { } problem && problem != _uncompacted) StateLog.NotCompacted(_logger, _uncompacted = problem);
    }

    private void Failed(Exception error, TimeSpan delay)
    {
        _isStale = true;
        var news = _reading.Failed(error);
        StateLog.Unreadable(_logger, news.Level, _store.Name, news.Count, delay, error.Message);
        _first.TrySetException(error);
    }
}
