using Microsoft.Extensions.Logging;

namespace Dataface.Flags.State;

/// <summary>The kill switch of one client: here first, then in the store.</summary>
internal sealed class KillSwitch : IKillSwitch, IAsyncDisposable
{
    private readonly string _environment;
    private readonly IFlagStateStore _store;
    private readonly KillRegister _register;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly StateFollower _follower;
    private readonly UndeliveredKills _undelivered;

    /// <param name="timeout">How long a call waits for the store.</param>
    /// <param name="known">Called when the store's state has been read for the first time.</param>
    public KillSwitch(
        string environment, IFlagStateStore store, KillRegister register, TimeSpan timeout, TimeProvider time, ILogger logger, Action known)
    {
        _environment = environment;
        _store = store;
        _register = register;
        _timeout = timeout;
        _time = time;
        _logger = logger;
        _follower = new StateFollower(environment, store, register, known, time, logger);
        _undelivered = new UndeliveredKills(store, register, _follower.Apply, time, logger);
    }

    public IReadOnlyCollection<Kill> Kills => _register.Kills;

    /// <summary>Whether the store's state has ever been read.</summary>
    public bool IsKnown => _follower.IsKnown;

    /// <summary>Whether the store could not be read, or does not have every kill yet.</summary>
    public bool IsStale => _follower.IsStale || !_undelivered.IsEmpty;

    /// <summary>Begins to follow the store; throws when the first read fails, and goes on trying.</summary>
    public Task StartAsync(CancellationToken patience)
    {
        _follower.Start();
        return _follower.First.WaitAsync(patience);
    }

    public async ValueTask<KillSwitchResult> KillAsync(string flag, string by, string reason, CancellationToken cancellationToken = default)
    {
        var change = Change(StateAction.Kill, flag, by, reason);
        _undelivered.Add(change);
        var (reach, problem) = await SendAsync(change, cancellationToken).ConfigureAwait(false);
        if (problem is null) _undelivered.Remove(change);
        else _undelivered.DeliverSoon();
        StateLog.Killed(_logger, flag, _environment, by, reason, reach);
        return new(flag, reach, problem, _register.SourcesOf(flag));
    }

    public async ValueTask<KillSwitchResult> RestoreAsync(string flag, string by, string reason, CancellationToken cancellationToken = default)
    {
        var change = Change(StateAction.Restore, flag, by, reason);

        // A kill that is still on its way would arrive after the restore and undo it.
        foreach (var kill in _undelivered.Of(flag))
        {
            var (_, undelivered) = await SendAsync(kill, cancellationToken).ConfigureAwait(false);
            if (undelivered is not null) return NotRestored(flag, undelivered);
            _undelivered.Remove(kill);
        }

        var (reach, problem) = await SendAsync(change, cancellationToken).ConfigureAwait(false);
        if (problem is not null) return NotRestored(flag, problem);
        StateLog.Restored(_logger, flag, _environment, by, reason, reach);
        return new(flag, reach, null, _register.SourcesOf(flag));
    }

    public async ValueTask DisposeAsync()
    {
        await _undelivered.DisposeAsync().ConfigureAwait(false);
        await _follower.DisposeAsync().ConfigureAwait(false);
    }

    private StateChange Change(StateAction action, string flag, string by, string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(flag);
        ArgumentException.ThrowIfNullOrWhiteSpace(by);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new()
        {
            Environment = _environment,
            Action = action,
            Flag = flag,
            By = by,
            From = $"{System.Environment.MachineName}/{System.Environment.ProcessId}",
            Reason = reason,
            At = _time.GetUtcNow(),
        };
    }

    /// <summary>How far a change got, and why no further.</summary>
    private async Task<(StateReach Reach, string? Problem)> SendAsync(StateChange change, CancellationToken cancellationToken)
    {
        try
        {
            var reach = await _store.ApplyAsync(change, cancellationToken).AsTask().WaitAsync(_timeout, _time, cancellationToken).ConfigureAwait(false);
            _follower.Apply(change);
            return (reach, null);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return (StateReach.Local, error is TimeoutException ? $"'{_store.Name}' has not answered within {_timeout}. {error.Message}" : error.Message);
        }
    }

    private KillSwitchResult NotRestored(string flag, string problem)
    {
        StateLog.RestoreFailed(_logger, flag, _environment, problem);
        return new(flag, StateReach.Local, problem, _register.SourcesOf(flag));
    }
}
