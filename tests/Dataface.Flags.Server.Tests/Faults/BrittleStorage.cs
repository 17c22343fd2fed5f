using System.Runtime.CompilerServices;
using Dataface.Flags.Experiments.Events;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Guard;
using Dataface.Flags.Publishing;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Tests.Faults;

/// <summary>A storage that takes changes and, once it is broken, cannot be read.</summary>
internal sealed class BrittleStorage(ServerStorage inner) : ServerStorage, IFlagStateStore, IFlagDefinitionStore
{
    private int _stateReads;

    /// <summary>Breaks with the next change of state or definitions that it takes.</summary>
    public bool BreaksNext { get; set; }

    /// <summary>Whether nothing can be read.</summary>
    public bool IsBroken { get; set; }

    /// <summary>How often a state was read.</summary>
    public int StateReads => Volatile.Read(ref _stateReads);

    public override string Description => inner.Description;

    public override IFlagStateStore State => this;

    public override IIndexedTrail Trail => inner.Trail;

    public override IFlagDefinitionStore Definitions => this;

    public override IGuardEvidenceStore Evidence => inner.Evidence;

    public override ISettingStore Settings => inner.Settings;

    public override ISessionStore Sessions => inner.Sessions;

    public override IInstanceStore Instances => inner.Instances;

    public override IUsageStore Usage => inner.Usage;
    public override IWebhookStore Webhooks => inner.Webhooks;

    public override IExperimentStore Experiments => inner.Experiments;

    public override IEventStore Events => inner.Events;

    string IFlagStateStore.Name => inner.State.Name;

    string IFlagDefinitionStore.Name => inner.Definitions.Name;

    public override Task StartAsync(CancellationToken cancellationToken) => inner.StartAsync(cancellationToken);

    public override Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    public override Task<IReadOnlyCollection<string>> ListEnvironmentsAsync(CancellationToken cancellationToken) =>
        Sound().ListEnvironmentsAsync(cancellationToken);

    public override Task<IReadOnlyCollection<string>> ListDocumentsAsync(CancellationToken cancellationToken) =>
        Sound().ListDocumentsAsync(cancellationToken);

    public override Task<ReadOnlyMemory<byte>> ReadDocumentAsync(string hash, CancellationToken cancellationToken) =>
        Sound().ReadDocumentAsync(hash, cancellationToken);

    public async ValueTask<FlagState> LoadAsync(string environment, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _stateReads);
        return await Sound().State.LoadAsync(environment, cancellationToken);
    }

    public async ValueTask<PublishedDocument?> LoadAsync(CancellationToken cancellationToken) =>
        await Sound().Definitions.LoadAsync(cancellationToken);

    public async ValueTask<PublishedDocument?> FindAsync(int number, CancellationToken cancellationToken) =>
        await Sound().Definitions.FindAsync(number, cancellationToken);

    public async ValueTask<RecordedChange> ApplyAsync(StateChange change, CancellationToken cancellationToken)
    {
        var recorded = await inner.State.ApplyAsync(change, cancellationToken);
        IsBroken |= BreaksNext;
        return recorded;
    }

    public async ValueTask<PublicationResult> PublishAsync(
        StateChange change, ReadOnlyMemory<byte> utf8Json, CancellationToken cancellationToken)
    {
        var published = await inner.Definitions.PublishAsync(change, utf8Json, cancellationToken);
        IsBroken |= BreaksNext;
        return published;
    }

    IDisposable IFlagStateStore.OnChange(Action<StateNews> changed) => inner.State.OnChange(changed);

    IDisposable IFlagDefinitionStore.OnChange(Action changed) => inner.Definitions.OnChange(changed);

    public async IAsyncEnumerable<AuditRecord> ReadAuditAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var record in inner.State.ReadAuditAsync(cancellationToken)) yield return record;
    }

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    private ServerStorage Sound() => IsBroken ? throw new IOException("the disk is gone") : inner;
}
