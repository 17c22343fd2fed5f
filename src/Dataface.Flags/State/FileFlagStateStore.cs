using System.Globalization;
using System.Runtime.CompilerServices;
using Dataface.Flags.Files;

namespace Dataface.Flags.State;

/// <summary>
/// Keeps state in a file: an append-only journal of hash-chained records, one a line (docs/state.md). A change is on the disk before it is
/// answered <see cref="StateReach.Durable"/>. Several processes of one machine may share the file. Thread-safe.
/// </summary>
public sealed class FileFlagStateStore : IFlagStateStore, IDisposable
{
    private readonly string _path;
    private readonly FileFlagStateStoreOptions _options;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly StateJournal _journal;
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
        _monitor = new FileMonitor(_path, _options.PollInterval, _options.TimeProvider, _listeners.Tell);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Where and why the chain of records is broken, or null. A broken journal keeps its kills and takes no changes.</summary>
    public string? Break => _journal.Break;

    /// <inheritdoc/>
    public async ValueTask<FlagState> LoadAsync(string environment, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // On another thread, since a network drive may take its time.
            await Task.Run(_journal.ReadOn, cancellationToken).ConfigureAwait(false);
            return _journal.Ledger.StateOf(environment);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The journal's chain is broken; the message says where.</exception>
    public async ValueTask<StateReach> ApplyAsync(StateChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var exclusive = await FileLock.TakeAsync(_path + ".lock", _options.LockTimeout, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
            await Task.Run(() => Apply(change), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }

        _listeners.Tell();
        return StateReach.Durable;
    }

    /// <inheritdoc/>
    public IDisposable OnChange(Action changed) => _listeners.Add(changed);

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">A line is no record; the message says which.</exception>
    public async IAsyncEnumerable<AuditRecord> ReadAuditAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!File.Exists(_path)) yield break;
        var bytes = await File.ReadAllBytesAsync(_path, cancellationToken).ConfigureAwait(false);
        var (start, line) = (0, 1L);

        // What follows the last line end is a write that was cut short or is under way; nobody was told that it had been written.
        while (bytes.AsSpan(start).IndexOf((byte)'\n') is var length and >= 0)
        {
            if (!AuditCodec.TryRead(bytes.AsSpan(start, length), out var record))
            {
                throw new InvalidDataException($"Line {line.ToString(CultureInfo.InvariantCulture)} of {_path} is not a record as it was written.");
            }

            yield return record;
            start += length + 1;
            line++;
        }
    }

    /// <summary>Stops watching the file.</summary>
    public void Dispose()
    {
        _monitor.Dispose();
        _turn.Dispose();
    }

    private void Apply(StateChange change)
    {
        var torn = _journal.ReadOn();
        if (_journal.Ledger.Knows(change.Id)) return;
        if (_journal.Break is { } broken)
        {
            throw new InvalidDataException(
                $"{broken} Nothing more is written to it. Kills in it stay in force; look at the file, keep a copy, and move it away to begin a new one.");
        }

        // Nobody was told that it had been written; it is kept for whoever looks into the crash.
        if (torn.Length > 0) File.WriteAllBytes(_path + ".torn", torn);
        _journal.Append(_journal.Ledger.Next(change));
    }
}
