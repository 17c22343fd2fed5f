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
    private readonly SemaphoreSlim _writing = new(1, 1);
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

    /// <summary>What was found of a write that was cut short, or null.</summary>
    internal string? TornTail { get; private set; }

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
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var exclusive = await FileLock.TakeAsync(_path + ".lock", _options.LockTimeout, _options.TimeProvider, cancellationToken).ConfigureAwait(false);

            // Only now: reads must go on while another process keeps this one waiting.
            await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await Task.Run(() => Apply(change), cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            _writing.Release();
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

    /// <summary>Stops watching the file.</summary>
    public void Dispose()
    {
        _monitor.Dispose();
        _writing.Dispose();
        _turn.Dispose();
    }

    private void Apply(StateChange change)
    {
        var torn = _journal.ReadOn();
        if (_journal.Ledger.Knows(change.Id))
        {
            // It was read back, perhaps from memory: whoever wrote it may have died before it was on the disk.
            JournalFile.Sync(_path);
            return;
        }

        if (_journal.Break is { } broken)
        {
            throw new InvalidDataException(
                $"{broken} Nothing more is written to it, and its kills stay in force. Keep a copy, move it away, kill again what must stay " +
                "killed (which begins a new journal), and restart the processes that use it; docs/state.md has the steps.");
        }

        if (torn.Length > 0) Keep(torn);
        _journal.Append(_journal.Ledger.Next(change));
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
