using Dataface.Flags.Experiments.Events;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Guard;
using Dataface.Flags.Publishing;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Storage;

/// <summary>Where the server keeps what it knows; folders and databases are implementations.</summary>
internal abstract class ServerStorage : IAsyncDisposable
{
    /// <summary>What the start report calls it; holds no secret.</summary>
    public abstract string Description { get; }

    /// <summary>What whoever starts the server should know of it; null for nothing.</summary>
    public virtual string? Warning => null;

    public abstract IFlagStateStore State { get; }

    /// <summary>The trail of <see cref="State"/>, to find records in.</summary>
    public abstract IIndexedTrail Trail { get; }

    public abstract IFlagDefinitionStore Definitions { get; }

    public abstract IGuardEvidenceStore Evidence { get; }

    public abstract ISettingStore Settings { get; }

    public abstract ISessionStore Sessions { get; }

    public abstract IInstanceStore Instances { get; }

    public abstract IUsageStore Usage { get; }
    public abstract IWebhookStore Webhooks { get; }

    public abstract IExperimentStore Experiments { get; }

    /// <summary>The environments that records of state are of.</summary>
    public abstract Task<IReadOnlyCollection<string>> ListEnvironmentsAsync(CancellationToken cancellationToken);

    /// <summary>The hashes of all documents that are kept, in no order.</summary>
    public abstract Task<IReadOnlyCollection<string>> ListDocumentsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// A document by its hash. Throws <see cref="InvalidDataException"/> or <see cref="FileNotFoundException"/> when it is
    /// damaged or gone.
    /// </summary>
    public abstract Task<ReadOnlyMemory<byte>> ReadDocumentAsync(string hash, CancellationToken cancellationToken);

    /// <summary>Raw events.</summary>
    public abstract IEventStore Events { get; }

    /// <summary>Makes it ready, such as by bringing a schema up to date. Throws when it cannot be used at all.</summary>
    public virtual Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Throws, saying why, when a change could not be kept now; tries it as far as it can without making one.</summary>
    public abstract Task CheckAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
