using System.Runtime.ExceptionServices;
using Dataface.Flags.Background;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.State;

/// <summary>Kills that are in force here but not yet in the store; they are delivered again until they are.</summary>
internal sealed class UndeliveredKills : IAsyncDisposable
{
    /// <summary>What the kills' source is called.</summary>
    public const string Source = "undelivered";

    private readonly IFlagStateStore _store;
    private readonly KillRegister _register;
    private readonly Action<StateChange> _delivered;
    private readonly ILogger _logger;
    private readonly List<StateChange> _changes = [];
    private readonly Lock _gate = new();
    private readonly RetryingLoop _loop;

    public UndeliveredKills(IFlagStateStore store, KillRegister register, Action<StateChange> delivered, TimeProvider time, ILogger logger)
    {
        _store = store;
        _register = register;
        _delivered = delivered;
        _logger = logger;
        _loop = new RetryingLoop(DeliverAllAsync, Failed, time);
    }

    public bool IsEmpty
    {
        get
        {
            lock (_gate) return _changes.Count == 0;
        }
    }

    /// <summary>The kills, oldest first.</summary>
    public IReadOnlyList<StateChange> All
    {
        get
        {
            lock (_gate) return [.. _changes];
        }
    }

    /// <summary>Puts a kill in force before its store knows of it; one that is here already stays as it is.</summary>
    public void Add(StateChange change)
    {
        lock (_gate)
        {
            if (_changes.Exists(c => c.Id == change.Id)) return;
            _changes.Add(change);
        }

        Publish();
    }

    /// <summary>The store has it.</summary>
    public void Remove(StateChange change)
    {
        lock (_gate) _changes.RemoveAll(c => c.Id == change.Id);
        Publish();
    }

    /// <summary>The kills of a flag, oldest first.</summary>
    public IReadOnlyList<StateChange> Of(string flag)
    {
        lock (_gate) return _changes.FindAll(c => c.Flag == flag);
    }

    public bool Contains(StateChange change)
    {
        lock (_gate) return _changes.Exists(c => c.Id == change.Id);
    }

    public void DeliverSoon() => _loop.Signal();

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    /// <summary>The list is read inside the register's turn, so that of two calls the later one cannot publish the older list.</summary>
    private void Publish() => _register.Update(Source, _ =>
    {
        lock (_gate) return [.. _changes.Select(c => new Kill(c.Flag, Source, c.By, c.At, c.Reason))];
    });

    /// <summary>Tries every kill, so that one that the store refuses for good does not hold up the others.</summary>
    private async Task DeliverAllAsync(CancellationToken cancellationToken)
    {
        Exception? failure = null;
        foreach (var change in All)
        {
            try
            {
                var reach = await _store.ApplyAsync(change, cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
                _delivered(change);
                Remove(change);
                StateLog.Delivered(_logger, change.Flag, _store.Name, reach);
            }
            catch (Exception error) when (error is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
            {
                failure = error;
            }
        }

        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    private void Failed(Exception error, TimeSpan delay)
    {
        foreach (var change in All) StateLog.Undelivered(_logger, change.Flag, _store.Name, delay, error.Message);
    }
}
