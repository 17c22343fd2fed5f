using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Files;
using Dataface.Flags.Guard;
using Dataface.Flags.Publishing;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Stores;

/// <summary>Everything in one folder, whose lock one server holds for as long as it runs.</summary>
internal sealed class EmbeddedStorage : ServerStorage
{
    private const string LockFile = "server.lock";

    private readonly string _folder;
    private readonly FileStream _lock;
    private readonly FileFlagStateStore _state;
    private readonly FileFlagDefinitionStore _definitions;
    private readonly FileGuardEvidenceStore _evidence;
    private readonly FileSettingStore _settings;
    private readonly FileExperimentRegistry _experiments;

    /// <param name="folder">Made when it does not exist.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="IOException">Another server uses the folder.</exception>
    public EmbeddedStorage(string folder, TimeProvider time)
    {
        _folder = Path.GetFullPath(folder);
        _lock = Lock();
        var data = new DataFolder(_folder);

        // Nobody else writes here while the lock is held.
        AtomicFile.SweepFolder(_folder);
        AtomicFile.SweepFolder(data.Documents);
        Warning = PrivateFiles.Tighten(_folder);
        _state = new FileFlagStateStore(data.Journal, new() { TimeProvider = time });
        _definitions = new FileFlagDefinitionStore(data.Documents, _state);
        _evidence = new FileGuardEvidenceStore(Path.Combine(_folder, "evidence.jsonl"), time);
        _settings = new FileSettingStore(_folder, time);
        Sessions = new FileSessionStore(_settings);

        // Of older versions: whoever could read it could sign in as anybody.
        File.Delete(Path.Combine(_folder, "session-keys.json"));
        _experiments = new FileExperimentRegistry(data.Experiments, time);
    }

    public override string Description => $"data folder {_folder}";

    public override string? Warning { get; }

    public override IFlagStateStore State => _state;

    public override IFlagDefinitionStore Definitions => _definitions;

    public override IGuardEvidenceStore Evidence => _evidence;

    public override ISettingStore Settings => _settings;

    public override ISessionStore Sessions { get; }

    public override IExperimentStore Experiments => _experiments;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await _state.LoadAsync("*", cancellationToken);
        ThrowIfBroken();
    }

    public override async Task CheckAsync(CancellationToken cancellationToken)
    {
        await _state.ProbeAsync(cancellationToken);

        // Also when it is in memory: what is damaged on the disk is gone with the next start.
        if (await _definitions.LoadAsync(cancellationToken) is { } document) await _definitions.ReadAsync(document.Revision.Hash,
            cancellationToken);
    }

    public override Task<IReadOnlyCollection<string>> ListEnvironmentsAsync(CancellationToken cancellationToken) =>
        _state.ListEnvironmentsAsync(cancellationToken);

    public override Task<IReadOnlyCollection<string>> ListDocumentsAsync(CancellationToken cancellationToken) =>
        _definitions.ListAsync(cancellationToken);

    public override Task<ReadOnlyMemory<byte>> ReadDocumentAsync(string hash, CancellationToken cancellationToken) =>
        _definitions.ReadAsync(hash, cancellationToken).AsTask();

    public override ValueTask DisposeAsync()
    {
        _experiments.Dispose();
        _settings.Dispose();
        _evidence.Dispose();
        _state.Dispose();
        _lock.Dispose();
        return default;
    }

    /// <summary>A server that took no changes would look as if it did: better to say so before the first.</summary>
    private void ThrowIfBroken()
    {
        if (_state.Break is { } broken) throw new InvalidDataException($"{broken} The server takes no changes with a broken journal. docs/operations.md says what to do.");
    }

    private FileStream Lock()
    {
        try
        {
            PrivateFiles.MakeFolder(_folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unusable(error);
        }

        try
        {
            return PrivateFiles.Open(Path.Combine(_folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new IOException($"Another server uses {_folder}. Stop it, or choose another folder with --data. ({error.Message})", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw Unusable(error);
        }
    }

    private IOException Unusable(Exception error) => new(
        $"The data folder '{_folder}' cannot be made or written: {error.Message} Write another folder after --data, or give the server's account the right to it.",
        error);
}
