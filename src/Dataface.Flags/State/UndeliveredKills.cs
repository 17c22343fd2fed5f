using System.Runtime.ExceptionServices;
using Dataface.Flags.Background;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.State;

/// <summary>
/// Kills that are in force here but not yet in the store; they are delivered again until they are. Where there is a place for it
/// they are kept on the disk until then, so that they outlive the process.
/// </summary>
internal sealed class UndeliveredKills : IAsyncDisposable
{
    /// <summary>What the kills' source is called.</summary>
    public const string Source = "undelivered";

    /// <summary>How many are on their way at once, so that some that hang do not hold up the others.</summary>
    private const int AtOnce = 16;

    private const int MostListed = 20;

    /// <summary>How long a disk may take, by real time, since it goes by no clock of ours.</summary>
    private static readonly TimeSpan DiskPatience = TimeSpan.FromSeconds(5);

    private readonly IFlagStateStore _store;
    private readonly KillRegister _register;
    private readonly KeptKills? _kept;
    private readonly TimeSpan _timeout;
    private readonly Action<StateChange, RecordedChange> _delivered;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly OutageWitness _delivery;
    private readonly OutageWitness _keeping;
    private readonly List<UndeliveredKill> _kills = [];
    private readonly Lock _gate = new();
    private readonly RetryingLoop _loop;

    /// <param name="kept">Keeps them beyond the process; null for nowhere.</param>
    /// <param name="timeout">How long one delivery may take.</param>
    /// <param name="delivered">Is told before the store's kill takes the place of the one here.</param>
    public UndeliveredKills(
        IFlagStateStore store, KillRegister register, KeptKills? kept, TimeSpan timeout, Action<StateChange, RecordedChange> delivered,
        TimeProvider time, ILogger logger, OutageLog outages)
    {
        (_store, _register, _kept, _timeout, _delivered, _time, _logger) = (store, register, kept, timeout, delivered, time, logger);
        _delivery = outages.Witness(store.Name);
        _keeping = outages.Witness(kept?.Folder ?? Source);
        _loop = new RetryingLoop(DeliverAllAsync, Failed, time);
    }

    public bool IsEmpty
    {
        get
        {
            lock (_gate) return _kills.Count == 0;
        }
    }

    /// <summary>Puts a kill in force before its store knows of it, and begins to keep it.</summary>
    public void Add(StateChange change) => Add(new UndeliveredKill(change, _kept, isKept: false));

    /// <summary>Puts the kills in force that an earlier process could not deliver, and delivers them.</summary>
    public void Resume()
    {
        var kills = (_kept?.Read() ?? []).Where(NamesSomething).ToList();
        if (kills.Count == 0) return;
        foreach (var kill in kills) Add(new UndeliveredKill(kill, _kept, isKept: true));
        var flags = string.Join(", ", kills.Select(k => k.Flag));
        StateLog.Resumed(_logger, kills.Count, flags);
        DeliverSoon();
    }

    /// <summary>Waits until a kill is kept.</summary>
    /// <returns>Why it is not, or null.</returns>
    public async Task<string?> KeepAsync(StateChange change)
    {
        if (_kept is null || Find(change) is not { } kill) return null;
        var problem = await KeepAsync(kill).ConfigureAwait(false);
        return problem is null ? null : $"{_kept.Folder} cannot keep the kill beyond this process: {problem.Message}";
    }

    /// <summary>The store has it.</summary>
    public async Task RemoveAsync(StateChange change)
    {
        if (Find(change) is not { } kill) return;
        lock (_gate) _kills.Remove(kill);
        Publish();
        if (IsEmpty) _delivery.Works();
        try
        {
            await kill.EndAsync().WaitAsync(DiskPatience).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or TimeoutException)
        {
            StateLog.NotForgotten(_logger, change.Flag, _kept!.Folder, error.Message);
        }
    }

    /// <summary>The kills of a flag, oldest first.</summary>
    public IReadOnlyList<StateChange> Of(string flag)
    {
        lock (_gate) return [.. _kills.Select(k => k.Change).Where(c => c.Flag == flag)];
    }

    public bool Contains(StateChange change) => Find(change) is not null;

    public void DeliverSoon() => _loop.Signal();

    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync().ConfigureAwait(false);
        _delivery.Dispose();
        _keeping.Dispose();
    }

    /// <summary>What was kept when anything could be killed may kill nothing, and no store takes it.</summary>
    private bool NamesSomething(StateChange kill)
    {
        if (ChangeCheck.ProblemOf(kill.Action, kill.Flag) is not { } problem) return true;
        StateLog.NamesNothing(_logger, problem);
        return false;
    }

    private void Add(UndeliveredKill kill)
    {
        lock (_gate)
        {
            // Such as a guard's, whose id follows from what it is.
            if (_kills.Exists(known => known.Change.Id == kill.Change.Id)) return;
            _kills.Add(kill);
        }

        Publish();

        // In force by now. Whoever waits for it looks at how it went.
        _ = kill.KeepAsync();
    }

    private UndeliveredKill? Find(StateChange change)
    {
        lock (_gate) return _kills.Find(k => k.Change.Id == change.Id);
    }

    /// <summary>The list is read inside the register's turn, so that of two calls the later one cannot publish the older list.</summary>
    private void Publish() => _register.Update(Source, _ =>
    {
        lock (_gate) return [.. _kills.Select(k => Kill.Of(k.Change, Source))];
    });

    private async Task<Exception?> KeepAsync(UndeliveredKill kill)
    {
        try
        {
            await kill.KeepAsync().WaitAsync(DiskPatience).ConfigureAwait(false);
            _keeping.Works();
            return null;
        }
        catch (Exception error) when (error is IOException or TimeoutException)
        {
            var news = _keeping.Failed(error);
            StateLog.NotKept(_logger, news.Level, kill.Change.Flag, _kept!.Folder, news.Count, error.Message);
            return error;
        }
    }

    /// <summary>Tries every kill, so that one that the store refuses, or that hangs, does not hold up the others.</summary>
    private async Task DeliverAllAsync(CancellationToken cancellationToken)
    {
        Exception? failure = null;
        UndeliveredKill[] kills;
        lock (_gate) kills = [.. _kills];
        var some = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            kills,
            some,
            async (kill, token) => failure = await DeliverAsync(kill, token).ConfigureAwait(false) ?? failure).ConfigureAwait(false);
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
        _delivery.Works();
    }

    private async Task<Exception?> DeliverAsync(UndeliveredKill kill, CancellationToken cancellationToken)
    {
        // Of its own, since a store that does not answer may keep whoever cancels waiting, too.
        var sending = new CancellationTokenSource();
        try
        {
            var recorded = await _store.ApplyAsync(kill.Change, sending.Token).AsTask().WaitAsync(_timeout, _time, cancellationToken)
                .ConfigureAwait(false);
            _delivered(kill.Change, recorded);
            await RemoveAsync(kill.Change).ConfigureAwait(false);
            StateLog.Delivered(_logger, kill.Change.Flag, _store.Name, recorded.Reach);
            return null;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            _ = sending.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            if (_kept is not null) await KeepAsync(kill).ConfigureAwait(false);
            return error;
        }
    }

    private void Failed(Exception error, TimeSpan delay)
    {
        var news = _delivery.Failed(error);
        string flags;
        lock (_gate) flags = string.Join("', '", _kills.Take(MostListed).Select(k => k.Change.Flag))
            + (_kills.Count > MostListed ? "', '..." : "");
        StateLog.Undelivered(_logger, news.Level, flags, _store.Name, news.Count, delay, error.Message);
    }
}
