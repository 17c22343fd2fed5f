using Dataface.Flags.Experiments.Events;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Files;
using Dataface.Flags.Guard;
using Dataface.Flags.Publishing;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.Sqlite.Database;
using Dataface.Flags.Sqlite.Definitions;
using Dataface.Flags.Sqlite.Events;
using Dataface.Flags.Sqlite.Experiments;
using Dataface.Flags.Sqlite.Folder;
using Dataface.Flags.Sqlite.Guard;
using Dataface.Flags.Sqlite.State;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Stores;

/// <summary>Everything in one folder, whose lock one server holds for as long as it runs.</summary>
internal sealed class EmbeddedStorage : ServerStorage
{
    private readonly ServerFolder _folder;

    /// <summary>What was opened, to be closed in the opposite order.</summary>
    private readonly Stack<IDisposable> _open = [];

    private readonly SqliteDatabase _database;
    private readonly SqliteFlagStateStore _state;
    private readonly SqliteFlagDefinitionStore _definitions;

    /// <param name="folder">Made when it does not exist.</param>
    /// <param name="time">The clock.</param>
    /// <param name="isRecovering">Whether it may be older than what was confirmed.</param>
    /// <exception cref="IOException">Another server uses the folder, or it cannot be written.</exception>
    /// <exception cref="InvalidDataException">Something in it is damaged, or missing.</exception>
    public EmbeddedStorage(string folder, TimeProvider time, bool isRecovering = false)
    {
        _folder = new ServerFolder(folder);
        Opened(FolderLock.Take(_folder));
        try
        {
            // Nobody else writes here while the lock is held.
            AtomicFile.SweepFolder(_folder.Path);
            var open = PrivateFiles.Tighten(_folder.Path);
            var movedIn = MovingIn.Run(_folder);
            Warning = open is null || movedIn is null ? open ?? movedIn : $"{movedIn}\n{open}";
            var opened = Opened(new FolderDatabase(_folder, isRecovering));
            (_database, var trail) = (opened.Database, opened.Trail);
            _state = Opened(new SqliteFlagStateStore(_database, trail));
            _definitions = Opened(new SqliteFlagDefinitionStore(_database, trail));
            Evidence = Opened(new SqliteGuardEvidenceStore(_database, time));
            Settings = new SqliteSettingStore(_database);
            Sessions = new SqliteSessionStore(_database);
            Instances = new SqliteInstanceStore(_database, time);
            Usage = new SqliteUsageStore(_database, time);
            Webhooks = Opened(new SqliteWebhookStore(_database, trail, time));
            var experiments = new SqliteExperimentRegistry(_database, time);
            (Experiments, Events) = (experiments, Opened(new SqliteEventStore(_database, experiments, time)));
        }
        catch
        {
            Close();
            throw;
        }
    }

    public override string Description => $"data folder {_folder.Path}";

    public override string? Warning { get; }

    public override IFlagStateStore State => _state;

    public override IIndexedTrail Trail => _state;

    public override IFlagDefinitionStore Definitions => _definitions;

    public override IGuardEvidenceStore Evidence { get; }

    public override ISettingStore Settings { get; }

    public override ISessionStore Sessions { get; }

    public override IInstanceStore Instances { get; }

    public override IUsageStore Usage { get; }
    public override IWebhookStore Webhooks { get; }

    public override IExperimentStore Experiments { get; }

    public override IEventStore Events { get; }

    public override async Task CheckAsync(CancellationToken cancellationToken)
    {
        await _database.ProbeAsync(cancellationToken);

        // Also when it is in memory: what is damaged on the disk is gone with the next start.
        if (await _definitions.LoadAsync(cancellationToken) is { } document)
        {
            await _definitions.ReadContentAsync(document.Revision.Hash, cancellationToken);
        }
    }

    public override Task<IReadOnlyCollection<string>> ListEnvironmentsAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_state.ListEnvironments());

    public override Task<IReadOnlyCollection<string>> ListDocumentsAsync(CancellationToken cancellationToken) =>
        _definitions.ListAsync(cancellationToken);

    public override Task<ReadOnlyMemory<byte>> ReadDocumentAsync(string hash, CancellationToken cancellationToken) =>
        _definitions.ReadContentAsync(hash, cancellationToken);

    public override ValueTask DisposeAsync()
    {
        Close();
        return default;
    }

    private T Opened<T>(T part)
        where T : IDisposable
    {
        _open.Push(part);
        return part;
    }

    private void Close()
    {
        while (_open.TryPop(out var part)) part.Dispose();
    }
}
