using System.Globalization;
using System.Runtime.CompilerServices;
using Dataface.Flags.Files;

namespace Dataface.Flags.State;

/// <summary>
/// Keeps state in a file: an append-only journal of hash-chained records, one a line (docs/state.md). A change is on the disk before it is
/// answered <see cref="StateReach.Durable"/>; changes that arrive while others are being written are written together. Several processes of one machine may share the file. Thread-safe.
/// </summary>
public sealed class FileFlagStateStore : IFlagStateStore, IDocumentTrail, IDisposable
{
    private readonly string _path;
    private readonly FileFlagStateStoreOptions _options;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly StateJournal _journal;
    private readonly GroupCommit _writes;
    private readonly FileMonitor _monitor;
    private readonly ChangeListeners _listeners = new();

    /// <summary>Opens the journal; it is read and made when it is needed.</summary>
    /// <param name="path">The file; made when it does not exist, its folder too. A lock file stands beside it.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    public FileFlagStateStore(string path, FileFlagStateStoreOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _path = Path.GetFullPath(path);
        _options = options ?? new();
        Name = Path.GetFileName(_path);
        _journal = new StateJournal(_path, Name);
        _writes = new GroupCommit(LockAsync, WriteAsync);
        _monitor = new FileMonitor(_path, _options.PollInterval, _options.TimeProvider, _listeners.Tell);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Where and why the chain of records is broken, or null. A broken journal keeps its kills and takes no changes.</summary>
    public string? Break => _journal.Break;

    /// <summary>What was found of a write that was cut short, or null.</summary>
    internal string? TornTail { get; private set; }

    /// <inheritdoc/>
    public async ValueTask<FlagState> LoadAsync(string environment, CancellationToken cancellationToken) =>
        (await ReadOnAsync(cancellationToken).ConfigureAwait(false)).StateOf(environment);

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The journal's chain is broken; the message says where.</exception>
    /// <exception cref="TimeoutException">Another process holds the journal's lock.</exception>
    public async ValueTask<StateReach> ApplyAsync(StateChange change, CancellationToken cancellationToken) =>
        (await ((IDocumentTrail)this).RecordAsync(change, cancellationToken).ConfigureAwait(false)).Reach;

    async ValueTask<(AuditRecord? Record, StateReach Reach)> IDocumentTrail.RecordAsync(StateChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return (await _writes.AddAsync(change, cancellationToken).ConfigureAwait(false), StateReach.Durable);
    }

    async ValueTask<DocumentRevision?> IDocumentTrail.LoadDocumentAsync(CancellationToken cancellationToken) =>
        (await ReadOnAsync(cancellationToken).ConfigureAwait(false)).Document;

    /// <inheritdoc/>
    public IDisposable OnChange(Action changed) => _listeners.Add(changed);

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">A line is no record; the message says which.</exception>
    public async IAsyncEnumerable<AuditRecord> ReadAuditAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var file = JournalFile.Open(_path);
        if (file is null) yield break;
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        for (var (start, line) = (0, 1L); start < bytes.Length; line++)
        {
            var length = bytes.AsSpan(start).IndexOf((byte)'\n');
            var isWhole = AuditCodec.TryRead(length < 0 ? bytes.AsSpan(start) : bytes.AsSpan(start, length), out var record);

            // A write that was cut short or is under way; nobody was told that it had been written.
            if (length < 0 && !isWhole) yield break;
            if (!isWhole) throw new InvalidDataException($"Line {line.ToString(CultureInfo.InvariantCulture)} of {_path} is not a record as it was written.");
            yield return record;
            start = length < 0 ? bytes.Length : start + length + 1;
        }
    }

    /// <summary>Stops watching the file, and waiting for its lock.</summary>
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
        await FileLock.TakeAsync(_path + ".lock", _options.LockTimeout, _options.TimeProvider, cancellationToken).ConfigureAwait(false);

    private async Task WriteAsync(IReadOnlyList<PendingChange> changes)
    {
        // Only now that the lock is held: reads must go on while another process keeps this one waiting.
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            Write(changes);
        }
        finally
        {
            _turn.Release();
        }

        _listeners.Tell();
    }

    private void Write(IReadOnlyList<PendingChange> changes)
    {
        var torn = _journal.ReadOn();
        foreach (var pending in changes)
        {
            if (!pending.IsGivenUp) pending.Record = Draft(pending);
        }

        if (!_journal.HasDrafts)
        {
            // What was known already was read back, perhaps from memory: whoever wrote it may have died before it was on the disk.
            if (changes.Any(c => _journal.Ledger.Knows(c.Change.Id))) JournalFile.Sync(_path);
            return;
        }

        if (torn.Length > 0) Keep(torn);
        _journal.Commit();
    }

    /// <summary>The record that is to be written; null when there is one already. A change that is refused fails alone.</summary>
    private AuditRecord? Draft(PendingChange pending)
    {
        if (_journal.Ledger.Knows(pending.Change.Id)) return null;
        try
        {
            return _journal.Break is { } broken
                ? throw new InvalidDataException(
                    $"{broken} Nothing more is written to it, and its kills stay in force. Keep a copy, move it away, kill again what must stay " +
                    "killed (which begins a new journal), and restart the processes that use it; docs/state.md has the steps.")
                : _journal.Draft(pending.Change);
        }
        catch (Exception refusal) when (refusal is InvalidDataException or InvalidOperationException or ArgumentException)
        {
            pending.Fail(refusal);
            return null;
        }
    }

    /// <summary>Nobody was told that it had been written; it is kept for whoever looks into the crash, if it can be.</summary>
    private void Keep(byte[] torn)
    {
        TornTail = $"The last {torn.Length.ToString(CultureInfo.InvariantCulture)} bytes of {_path} were no whole record; they are cut off and kept in {_path}.torn.";
        try
        {
            File.WriteAllBytes(_path + ".torn", torn);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            TornTail = $"The last {torn.Length.ToString(CultureInfo.InvariantCulture)} bytes of {_path} were no whole record; they are cut off, and could not be kept: {error.Message}";
        }
    }
}
