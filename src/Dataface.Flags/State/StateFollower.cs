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
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RetryingLoop _loop;
    private readonly Lock _gate = new();
    private IDisposable? _subscription;
    private long _answers;
    private volatile bool _isStale;
    private volatile bool _isKnown;
    private string? _broken;
    private string? _torn;

    /// <param name="known">Called when the state has been read for the first time.</param>
    public StateFollower(string environment, IFlagStateStore store, KillRegister register, Action known, TimeProvider time, ILogger logger)
    {
        _environment = environment;
        _store = store;
        _register = register;
        _known = known;
        _logger = logger;
        _loop = new RetryingLoop(ReadAsync, Failed, time);
    }

    /// <summary>Completes when the state has been read, and fails when the first attempt did.</summary>
    public Task First => _first.Task;

    public bool IsKnown => _isKnown;

    public bool IsStale => _isStale;

    public void Start()
    {
        _subscription = _store.OnChange(_loop.Signal);
        _loop.Signal();
    }

    /// <summary>What is known of the store's kill of a flag.</summary>
    public Kill? KillOf(string flag) => _register.Of(_store.Name).FirstOrDefault(k => k.Flag == flag);

    /// <summary>
    /// Takes over what the store has answered to a change, so that a read that began before it cannot undo it. Answers may come in another
    /// order than the store's, so it reads once more.
    /// </summary>
    /// <param name="change">The change.</param>
    /// <param name="ended">The kill that a restore ends. Another one may have come after the restore: it stays until the read tells.</param>
    public void Apply(StateChange change, Kill? ended = null)
    {
        lock (_gate)
        {
            _answers++;
            var kill = new Kill(change.Flag, _store.Name, change.By, change.At, change.Reason);
            _register.Update(_store.Name, kills => change.Action == StateAction.Kill
                ? [.. kills.Where(k => k.Flag != change.Flag), kill]
                : [.. kills.Where(k => k.Flag != change.Flag || k != ended)]);
        }

        _loop.Signal();
    }

    public async ValueTask DisposeAsync()
    {
        _subscription?.Dispose();
        await _loop.DisposeAsync().ConfigureAwait(false);
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
                var kills = _register.Of(_store.Name);
                _register.SetSource(_store.Name, [.. state.Kills.Values]);
                KillChanges.Log(_logger, _store.Name, kills, [.. state.Kills.Values]);
            }

            Read();
            return;
        }
    }

    private void Read()
    {
        if (_isStale) StateLog.ReadableAgain(_logger, _store.Name);
        _isStale = false;
        if (_store is FileFlagStateStore file) Report(file);
        if (_isKnown) return;
        _isKnown = true;
        _known();
        _first.TrySetResult();
    }

    private void Report(FileFlagStateStore file)
    {
        if (file.Break is { } broken && broken != _broken) StateLog.Broken(_logger, _broken = broken);
        if (file.TornTail is { } torn && torn != _torn) StateLog.Torn(_logger, _torn = torn);
    }

    private void Failed(Exception error, TimeSpan delay)
    {
        _isStale = true;
        StateLog.Unreadable(_logger, _store.Name, delay, error.Message);
        _first.TrySetException(error);
    }
}
