using Dataface.Flags.Files;
using Dataface.Flags.Guard.Store;
using Dataface.Flags.State;

namespace Dataface.Flags.Guard;

/// <summary>
/// Keeps evidence in a file that survives restarts and kill -9, and that several processes on one machine may share: JSON Lines, one report
/// each. When it is opened, and when it has doubled, what was counted is kept instead of the reports, and nothing of what is over.
/// Thread-safe.
/// </summary>
public sealed class FileGuardEvidenceStore : IGuardEvidenceStore, IDisposable
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly EvidenceFile _file;
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Opens the file; it is created when there is something to keep.</summary>
    /// <param name="path">The file. A lock file is kept beside it.</param>
    /// <param name="time">The clock for the time buckets; null for the system's.</param>
    public FileGuardEvidenceStore(string path, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        (_path, _time) = (Path.GetFullPath(path), time ?? TimeProvider.System);
        _file = new EvidenceFile(_path);
        Name = Path.GetFileName(_path);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The file holds a line that is not a report; the message says which.</exception>
    public async ValueTask AddAsync(GuardReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var exclusive = await FileLock.TakeAsync(_path + ".lock", LockTimeout, cancellationToken).ConfigureAwait(false);
            await Task.Run(
                () =>
                {
                    _file.ReadOn();
                    _file.Append(report, _time.GetUtcNow());
                },
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The file holds a line that is not a report; the message says which.</exception>
    public async ValueTask<GuardEvidence> ReadAsync(GuardEpoch epoch, int fromBucket, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Task.Run(_file.ReadOn, cancellationToken).ConfigureAwait(false);
            return _file.Ledgers.Read(epoch, fromBucket, _time.GetUtcNow());
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}
