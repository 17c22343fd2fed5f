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
        _loop = new RetryingLoop(DeliverAllAsync, (error, delay) => Failed(error, delay), time);
    }

    public bool IsEmpty
    {
        get
        {
            lock (_gate) return _changes.Count == 0;
        }
    }

    /// <summary>Puts a kill in force before its store knows of it.</summary>
    public void Add(StateChange change)
    {
        lock (_gate) _changes.Add(change);
        _register.Update(Source, kills => [.. kills, new Kill(change.Flag, Source, change.By, change.At, change.Reason)]);
    }

    /// <summary>The store has it.</summary>
    public void Remove(StateChange change)
    {
        IReadOnlyCollection<Kill> left;
        lock (_gate)
        {
            _changes.RemoveAll(c => c.Id == change.Id);
            left = [.. _changes.Select(c => new Kill(c.Flag, Source, c.By, c.At, c.Reason))];
        }

        _register.SetSource(Source, left);
    }

    /// <summary>The kills of a flag, oldest first.</summary>
    public IReadOnlyList<StateChange> Of(string flag)
    {
        lock (_gate) return _changes.FindAll(c => c.Flag == flag);
    }

    public void DeliverSoon() => _loop.Signal();

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private async Task DeliverAllAsync(CancellationToken cancellationToken)
    {
        while (First() is { } change)
        {
            var reach = await _store.ApplyAsync(change, cancellationToken).ConfigureAwait(false);
            _delivered(change);
            Remove(change);
            StateLog.Delivered(_logger, change.Flag, _store.Name, reach);
        }
    }

    private StateChange? First()
    {
        lock (_gate) return _changes.Count == 0 ? null : _changes[0];
    }

    private void Failed(Exception error, TimeSpan delay)
    {
        if (First() is { } change) StateLog.Undelivered(_logger, change.Flag, _store.Name, delay, error.Message);
    }
}
