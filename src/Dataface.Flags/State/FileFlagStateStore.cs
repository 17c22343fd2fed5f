using System.Globalization;
using System.Runtime.CompilerServices;
using Dataface.Flags.Background;
using Dataface.Flags.Files;

namespace Dataface.Flags.State;

/// <summary>
/// Keeps state in a file: an append-only journal of hash-chained records, one per line (docs/state.md). A change is on disk before the
/// answer is <see cref="StateReach.Durable"/>; changes that arrive while others are being written are written together. Several processes
/// on one machine may share the file. Thread-safe.
/// </summary>
public sealed class FileFlagStateStore : IFlagStateStore, IJournalHealth, IDisposable
{
    private const int RecordsAtOnce = 256;

    private readonly string _path;
    private readonly FileFlagStateStoreOptions _options;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly StateJournal _journal;
    private readonly GroupCommit _writes;
    private readonly FileMonitor _monitor;
    private readonly ChangeListeners<StateNews> _listeners = new();
    private long _compactAbove;
    private readonly Lock _writing = new();
    private FileFingerprint _written;
    private bool _isWriting;
    private string? _tornTail;
    private string? _compactionProblem;

    /// <summary>Opens the journal; the file is read or created when it is first needed.</summary>
    /// <param name="path">The file; created with its folder when it does not exist. A lock file is kept beside it.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    public FileFlagStateStore(string path, FileFlagStateStoreOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _path = Path.GetFullPath(path);
        _options = options?.Copy() ?? new();
        ArgumentOutOfRangeException.ThrowIfNegative(_options.CompactAbove, nameof(options.CompactAbove));
        _compactAbove = _options.CompactAbove;
        Name = Path.GetFileName(_path);
        _journal = new StateJournal(_path, Name);
        _writes = new GroupCommit(LockAsync, WriteAsync);
        _monitor = new FileMonitor(_path, _options.PollInterval, _options.TimeProvider,
            Noticed);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Where and why the chain of records is broken, or null. A broken journal keeps its kills and takes no changes.</summary>
    public string? Break => _journal.Break;

    string? IJournalHealth.TornTail => _tornTail;

    string? IJournalHealth.CompactionProblem => _compactionProblem;

    /// <inheritdoc/>
    public async ValueTask<FlagState> LoadAsync(string environment, CancellationToken cancellationToken) =>
        (await ReadOnAsync(cancellationToken).ConfigureAwait(false)).StateOf(environment);

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The journal's chain is broken; the message says where.</exception>
    /// <exception cref="TimeoutException">Another process holds the journal's lock.</exception>
    public async ValueTask<RecordedChange> ApplyAsync(StateChange change, CancellationToken cancellationToken) =>
        await _writes.AddAsync(change, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public IDisposable OnChange(Action<StateNews> changed) => _listeners.Add(changed);

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">A line is not a record, or an archive is missing; the message says which.</exception>
    public async IAsyncEnumerable<AuditRecord> ReadAuditAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var records = JournalRecords.Read(_path).Chunk(RecordsAtOnce).GetEnumerator();

        // On another thread, as all reads.
        while (await Task.Run(records.MoveNext, cancellationToken).ConfigureAwait(false))
        {
            foreach (var record in records.Current) yield return record;
        }
    }

    /// <summary>Stops watching the file and waiting for its lock.</summary>
    public void Dispose()
    {
        _monitor.Dispose();
        _writes.Dispose();
    }

    /// <summary>What the ledger says after everything that is in the file by now.</summary>
    private async Task<LedgerState> ReadOnAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // On another thread, since a network drive may take its time.
            await Task.Run(_journal.ReadOn, cancellationToken).ConfigureAwait(false);
            return _journal.Ledger.State;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<IDisposable> LockAsync(CancellationToken cancellationToken) =>
        await FileLock.TakeAsync(_path + ".lock", _options.LockTimeout, cancellationToken).ConfigureAwait(false);

    private async Task WriteAsync(IReadOnlyList<PendingChange> changes)
    {
        // Only now that the lock is held: reads must go on while another process keeps this one waiting.
        await _turn.WaitAsync().ConfigureAwait(false);
        BeginWriting();
        try
        {
            var isNews = Write(changes);
            if (isNews) _listeners.Tell(StateNews.Unknown);
            foreach (var pending in changes) Told(pending);
            if (_options.CompactAbove > 0 && _journal.IsLongerThan(_compactAbove)) Compact();
        }
        finally
        {
            EndWriting();
            _turn.Release();
        }
    }

    /// <summary>The file has changed, perhaps by this process, which has told of what it wrote.</summary>
    private void Noticed()
    {
        lock (_writing)
        {
            if (_isWriting || FileFingerprint.Of(_path) == _written) return;
        }

        _listeners.Tell(StateNews.Unknown);
    }

    private void BeginWriting()
    {
        lock (_writing) _isWriting = true;
    }

    /// <summary>Nobody else has written meanwhile: they wait for the lock.</summary>
    private void EndWriting()
    {
        lock (_writing) (_isWriting, _written) = (false, FileFingerprint.Of(_path));
    }

    /// <summary>Tells who listens, then who waits.</summary>
    private void Told(PendingChange pending)
    {
        if (pending.Record is { } record) _listeners.Tell(record.News);
        else if (!_journal.Ledger.Knows(pending.Change.Id)) return;
        pending.Succeed(new()
        {
            Reach = StateReach.Durable,
            Sequence = _journal.Ledger.PositionOf(pending.Change),
            Lineage = _journal.Ledger.State.Lineage,
            Record = pending.Record,
        });
    }

    /// <summary>A journal that cannot be compacted goes on growing; it is tried again when it has grown as much once more.</summary>
    private void Compact()
    {
        try
        {
            _journal.Compact(_options.TimeProvider.GetUtcNow(), _options.CompactionStepped);
            (_compactAbove, _compactionProblem) = (_options.CompactAbove, null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            _compactAbove += _options.CompactAbove;
            _compactionProblem = $"{_path} could not be compacted and keeps growing: {error.Message}";
        }
    }

    /// <returns>Whether others had written before.</returns>
    private bool Write(IReadOnlyList<PendingChange> changes)
    {
        var (before, broken) = (_journal.Ledger.State, _journal.Break);
        var torn = _journal.ReadOn();
        var isNews = !ReferenceEquals(before, _journal.Ledger.State) || broken != _journal.Break;
        foreach (var pending in changes)
        {
            if (!pending.IsGivenUp) pending.Record = Draft(pending);
        }

        if (!_journal.HasDrafts)
        {
            // What was known already was read back, perhaps from memory: whoever wrote it may have died before it was on the disk.
            if (changes.Any(c => _journal.Ledger.Knows(c.Change.Id))) JournalFile.Sync(_path);
            return isNews;
        }

        if (torn.Length > 0) Keep(torn);
        _journal.Commit();
        return isNews;
    }

    /// <summary>The record that is to be written; null when there is one already. A change that is refused fails alone.</summary>
    private AuditRecord? Draft(PendingChange pending)
    {
        try
        {
            return _journal.Break is { } broken && !_journal.Ledger.Knows(pending.Change.Id)
                ? throw new InvalidDataException(
                    $"{broken} Nothing more is written to it, and its kills stay in force. Keep a copy, move it away, kill again what must "
                    + $"stay " +
                    "killed (which begins a new journal), and restart the processes that use it; docs/state.md has the steps.")
                : _journal.Draft(pending.Change);
        }
        catch (Exception refusal) when (refusal is not OutOfMemoryException)
        {
            pending.Fail(refusal);
            return null;
        }
    }

    /// <summary>Nobody was told that it had been written; it is kept for whoever looks into the crash, if it can be.</summary>
    private void Keep(byte[] torn)
    {
        var found = $"The last {torn.Length.ToString(CultureInfo.InvariantCulture)} bytes of {_path} were no whole record;";
        _tornTail = $"{found} they are cut off and kept in {_path}.torn.";
        try
        {
            using var kept = PrivateFiles.Open(_path + ".torn", FileMode.Create, FileAccess.Write, FileShare.None);
            kept.Write(torn);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _tornTail = $"{found} they are cut off, and could not be kept: {error.Message}";
        }
    }
}
