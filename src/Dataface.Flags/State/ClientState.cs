using System.Diagnostics;
using Dataface.Flags.Background;
using Dataface.Flags.Telemetry;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.State;

/// <summary>
/// The state of one client: follows the store's, and changes it. Kills, restores and moves of ramps go through here; a kill is in force
/// here first, then in the store. Thread-safe.
/// </summary>
internal sealed class ClientState : IKillSwitch, IAsyncDisposable
{
    private readonly string _environment;
    private readonly IFlagStateStore _store;
    private readonly KillRegister _register;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly StateFollower _follower;
    private readonly UndeliveredKills _undelivered;
    private volatile bool _isDisposed;

    /// <param name="timeout">How long a call waits for the store.</param>
    /// <param name="known">Called when the store's state has been read for the first time.</param>
    /// <param name="stagesChanged">Called when rollouts stand elsewhere than before.</param>
    /// <param name="kept">Keeps kills that the store does not have beyond the process; null for nowhere.</param>
    /// <param name="outages">Where failures are told; null for a log of its own.</param>
    public ClientState(
        string environment, IFlagStateStore store, KillRegister register, TimeSpan timeout, TimeProvider time, ILogger logger,
        Action known, Action stagesChanged, KeptKills? kept = null, OutageLog? outages = null)
    {
        outages ??= new OutageLog(time, logger);
        _environment = environment;
        _store = store;
        _register = register;
        _timeout = timeout;
        _time = time;
        _logger = logger;
        _follower = new StateFollower(environment, store, register, known, stagesChanged, DeliverSoon, time, logger, outages)
        {
            InForce = () => InForce(),
        };
        _undelivered = new UndeliveredKills(store, register, kept, timeout, Delivered, time, logger, outages);
    }

    /// <summary>The keys that documents in force define, for hints.</summary>
    public Func<IEnumerable<string>> KnownKeys { get; init; } = () => [];

    /// <summary>Is called after what the store says has come into force here. Returns quickly and never throws.</summary>
    public Action InForce { get; init; } = () => { };

    /// <summary>What of the store is in force here; null before the first.</summary>
    public (string Lineage, long Sequence)? Position => _follower.Position;

    public IReadOnlyCollection<Kill> Kills => _register.Kills;

    /// <summary>What the store is called.</summary>
    public string StoreName => _store.Name;

    /// <summary>Whether the store's state has ever been read.</summary>
    public bool IsKnown => _follower.IsKnown;

    /// <summary>Whether the store could not be read, or does not have every kill yet.</summary>
    public bool IsStale => _follower.IsStale || !_undelivered.IsEmpty;

    /// <summary>The store's state as far as it is known.</summary>
    public FlagState State => _follower.State;

    /// <summary>Begins with a state from the cache, until the store can be read.</summary>
    public void Assume(FlagState state) => _follower.Assume(state);

    /// <summary>
    /// Puts kills in force that an earlier process could not deliver, and delivers them. Those that have arrived after all count once.
    /// </summary>
    public void Resume() => _undelivered.Resume();

    /// <summary>Begins to follow the store; throws when the first read fails, and goes on trying.</summary>
    public Task StartAsync(CancellationToken patience)
    {
        _follower.Start();
        return _follower.First.WaitAsync(patience);
    }

    /// <summary>Reads what the store says now, and takes it over.</summary>
    public Task ReadAsync(CancellationToken cancellationToken) => _follower.ReadNowAsync(cancellationToken);

    public ValueTask<ChangeResult> KillAsync(FlagChangeRequest request, CancellationToken cancellationToken = default)
    {
        var kill = Change(StateAction.Kill, request);
        PutInForce(kill);
        return DeliverAndWaitAsync(kill, request.Wait, cancellationToken);
    }

    /// <summary>Puts a kill in force at once, and leaves it to <see cref="DeliverAsync"/> to tell the store. Does no I/O.</summary>
    public void PutInForce(StateChange kill) => _undelivered.Add(kill);

    /// <summary>Whether a kill is still on its way: neither in the store nor ended by a restore.</summary>
    public bool IsUndelivered(StateChange kill) => _undelivered.Contains(kill);

    /// <summary>Carries out a kill that is made already. In force before the first wait.</summary>
    public ValueTask<ChangeResult> CarryOutAsync(StateChange change, CancellationToken cancellationToken)
    {
        PutInForce(change);
        return DeliverAsync(change, cancellationToken);
    }

    /// <summary>Tells the store of a kill that is in force, and waits for no other instance.</summary>
    public ValueTask<ChangeResult> DeliverAsync(StateChange change, CancellationToken cancellationToken) =>
        DeliverAndWaitAsync(change, TimeSpan.Zero, cancellationToken);

    private async ValueTask<ChangeResult> DeliverAndWaitAsync(StateChange change, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var activity = FlagActivities.Start(TelemetryNames.KillActivity, change.Flag, _environment);
        var sent = await SendAsync(change, cancellationToken).ConfigureAwait(false);
        var problem = sent.Problem;
        if (problem is null) await _undelivered.RemoveAsync(change).ConfigureAwait(false);
        else problem = await NotDeliveredAsync(change, problem).ConfigureAwait(false);
        activity.Finish(sent.Reach, problem);
        StateLog.Killed(_logger, change.Flag, _environment, change.By, change.Reason, sent.Reach);
        return await ConfirmedAsync(Result(change.Flag, sent.Reach, problem), sent, wait, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<ChangeResult> RestoreAsync(FlagChangeRequest request, CancellationToken cancellationToken = default)
    {
        var change = Change(StateAction.Restore, request);
        using var activity = FlagActivities.Start(TelemetryNames.RestoreActivity, change.Flag, _environment);

        // A kill that is still on its way would arrive after the restore and undo it.
        foreach (var kill in _undelivered.Of(change.Flag))
        {
            var delivery = await SendAsync(kill, cancellationToken).ConfigureAwait(false);
            if (delivery is { Problem: { } undelivered, IsRefusedForGood: false }) return NotRestored(change.Flag, undelivered, activity);
            await _undelivered.RemoveAsync(kill).ConfigureAwait(false);
        }

        var sent = await SendAsync(change, cancellationToken).ConfigureAwait(false);
        if (sent.Problem is { } problem) return NotRestored(change.Flag, problem, activity);
        activity.Finish(sent.Reach, null);
        StateLog.Restored(_logger, change.Flag, _environment, change.By, change.Reason, sent.Reach);
        return await ConfirmedAsync(Result(change.Flag, sent.Reach, null), sent, request.Wait, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Changes where a rollout stands, for all instances; in force here when this returns. Nothing has changed when there is a problem.
    /// </summary>
    public async Task<ChangeResult> ChangeRampAsync(StateChange change, CancellationToken cancellationToken)
    {
        const string Disposed = "This client is disposed, and nothing has changed. Ask one that runs, or the server.";
        if (_isDisposed) return Result(change.Flag, StateReach.Local, Disposed);
        var sent = await SendAsync(change, cancellationToken).ConfigureAwait(false);
        return Result(change.Flag, sent.Reach, sent.Problem);
    }

    /// <summary>Has the store record where a rollout stands, for a guard.</summary>
    public Task<SentChange> RecordRampAsync(StateChange change) => SendAsync(change, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        await _undelivered.DisposeAsync().ConfigureAwait(false);
        await _follower.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Why a kill got no further, once it is kept; and that it is not, if that fails.</summary>
    private async Task<string> NotDeliveredAsync(StateChange kill, string problem)
    {
        if (_isDisposed) problem += " The client was disposed meanwhile, so that the kill is not delivered again by this process.";
        else _undelivered.DeliverSoon();
        return await _undelivered.KeepAsync(kill).ConfigureAwait(false) is { } notKept ? $"{problem} {notKept}" : problem;
    }

    /// <summary>A restore may have delivered the kill meanwhile, and ended it: then it is not to be put in force again.</summary>
    private void Delivered(StateChange kill, RecordedChange recorded) =>
        _follower.Apply(kill, recorded, stands: () => _undelivered.Contains(kill));

    /// <summary>The store answers again: what is on its way need not wait for its next attempt.</summary>
    private void DeliverSoon()
    {
        if (!_undelivered.IsEmpty) _undelivered.DeliverSoon();
    }

    private StateChange Change(StateAction action, FlagChangeRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (flag, by, reason) = (request.Flag, request.By, request.Reason);
        ArgumentException.ThrowIfNullOrWhiteSpace(flag);
        ArgumentException.ThrowIfNullOrWhiteSpace(by);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var isThere = action == StateAction.Restore && _register.SourcesOf(flag).Count > 0;
        if (!isThere && ChangeCheck.ProblemOf(action, flag, KnownKeys()) is { } problem)
        {
            throw new ArgumentException(problem, nameof(request));
        }

        if (_isDisposed) throw Disposed(action, flag);
        return new()
        {
            Environment = _environment,
            Action = action,
            Flag = flag,
            By = by,
            From = ProcessName.Value,
            Reason = reason,
            At = _time.GetUtcNow(),
        };
    }

    private static ObjectDisposedException Disposed(StateAction action, string flag) => new(
        "FlagClient",
        $"This client is disposed: the {AuditCodec.NameOf(action)} of '{flag}' was not carried out, neither here nor in the store. " +
        "Ask a client that runs, the server, or 'dataface-flags'.");

    /// <summary>Sends a change to the store, and takes it over when it is recorded.</summary>
    private async Task<SentChange> SendAsync(StateChange change, CancellationToken cancellationToken)
    {
        var sending = new CancellationTokenSource();
        try
        {
            var recorded = await _store.ApplyAsync(change, sending.Token).AsTask().WaitAsync(_timeout, _time, cancellationToken)
                .ConfigureAwait(false);
            _follower.Apply(change, recorded);
            return new(recorded.Reach, null, null) { Recorded = recorded };
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Nobody waits any more, neither for a store that does not answer nor for it to hear of that: a restore that has not
            // been carried out by now had better not be.
            _ = sending.CancelAsync();
            return new(StateReach.Local, Describe(error, cancellationToken), error);
        }
    }

    /// <summary>The result with what the instances say. Whatever becomes of the wait, the change has happened.</summary>
    private async ValueTask<ChangeResult> ConfirmedAsync(
        ChangeResult result, SentChange sent, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (wait <= TimeSpan.Zero || sent.Recorded is not { } recorded || _store is not IConfirmingStore store) return result;
        try
        {
            var confirmation = await store.ConfirmAsync(_environment, recorded, wait, cancellationToken).ConfigureAwait(false);
            var isConfirmed = result.Reach == StateReach.Fleet && confirmation is { IsComplete: true };
            return result with { Reach = isConfirmed ? StateReach.Confirmed : result.Reach, Confirmation = confirmation };
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return result;
        }
    }

    private string Describe(Exception error, CancellationToken cancellationToken) => error switch
    {
        OperationCanceledException when cancellationToken.IsCancellationRequested =>
            $"The caller has stopped waiting for '{_store.Name}'; it is not known whether the change arrived there.",
        TimeoutException =>
            $"'{_store.Name}' has not answered within {_timeout}; it is not known whether the change arrived there. {error.Message}",
        _ => error.Message,
    };

    private ChangeResult NotRestored(string flag, string problem, Activity? activity)
    {
        activity.Finish(StateReach.Local, problem);
        StateLog.RestoreFailed(_logger, flag, _environment, problem);
        return Result(flag, StateReach.Local, problem);
    }

    private ChangeResult Result(string flag, StateReach reach, string? problem) =>
        new() { Flag = flag, Reach = reach, Problem = problem, KilledBy = _register.SourcesOf(flag) };
}
